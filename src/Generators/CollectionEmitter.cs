namespace Actors.Generators;

/// <summary>Writes the methods for collections and tuples.</summary>
internal sealed class CollectionEmitter(CodeWriter code, ValueEmitter values)
{
    private const string Generic = "global::System.Collections.Generic";
    private const string Immutable = "global::System.Collections.Immutable";

    internal void EmitWriteMethod(int index, TypeModel type)
    {
        code.Open($"private static void Write{index}(ref global::Actors.Remote.MessagePackWriter writer, {type.Name} values)");
        if (type.Form == TypeForm.ImmutableArray || !type.IsValueType)
            code.Line($"if ({(type.Form == TypeForm.ImmutableArray ? "values.IsDefault" : "values is null")}) throw NullRefused();");
        switch (type.Form)
        {
            case TypeForm.Tuple or TypeForm.Pair:
                code.Line($"writer.BeginArray({type.Arguments.Count});");
                foreach (var (element, member) in Elements(type)) values.EmitWrite(element, $"values.{member}");
                code.Line("writer.End();");
                break;
            case TypeForm.Enumerable:
                EmitUncounted(type);
                break;
            default:
                EmitCounted(type);
                break;
        }

        code.Close();
    }

    internal void EmitReadMethod(int index, TypeModel type)
    {
        bool isMap = IsMap(type);
        code.Open($"private static {type.Name} Read{index}(ref global::Actors.Remote.MessagePackReader reader)");
        string memory = type.Form is TypeForm.Tuple or TypeForm.Pair ? "" : Footprint.Of(type);
        code.Line($"int count = reader.{(isMap ? "BeginMap" : "BeginArray")}({memory});");
        switch (type.Form)
        {
            case TypeForm.Tuple or TypeForm.Pair:
                EmitElements(type);
                break;
            case TypeForm.List:
                EmitFill($"new {Generic}.List<{type.Arguments[0].FullName}>(count)", $"values.Add({values.Read(type.Arguments[0])});");
                break;
            case TypeForm.Set or TypeForm.ImmutableSet or TypeForm.FrozenSet:
                EmitFill($"new {Generic}.HashSet<{type.Arguments[0].FullName}>(count, {KeyComparer(type)})", $"if (!values.Add({values.Read(type.Arguments[0])})) throw DuplicateRefused();");
                break;
            case TypeForm.Map or TypeForm.ImmutableMap or TypeForm.FrozenMap or TypeForm.ReadOnlyMap:
                EmitFill(
                    $"new {Generic}.Dictionary<{type.Arguments[0].FullName}, {type.Arguments[1].FullName}>(count, {KeyComparer(type)})",
                    $"if (!values.TryAdd({values.Read(type.Arguments[0])}, {values.Read(type.Arguments[1])})) throw DuplicateRefused();");
                break;
            default:
                EmitFill($"NewArray<{type.Arguments[0].FullName}>(count)", $"values[i] = {values.Read(type.Arguments[0])};");
                break;
        }

        code.Line("reader.End();");
        code.Line($"return {Result(type)};");
        code.Close();
    }

    private static string Result(TypeModel type) => type.Form switch
    {
        TypeForm.Tuple => "(" + Items(type) + ")",
        TypeForm.Pair => $"new {type.Name}({Items(type)})",
        TypeForm.ImmutableArray => "global::System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(values)",
        TypeForm.ImmutableList => $"{Immutable}.ImmutableList.CreateRange(values)",
        TypeForm.ReadOnlyCollection => $"new {type.Name}(values)",
        TypeForm.ImmutableSet => $"{Immutable}.ImmutableHashSet.CreateRange(values.Comparer, values)",
        TypeForm.ImmutableMap => $"{Immutable}.ImmutableDictionary.CreateRange(values.Comparer, values)",
        TypeForm.FrozenSet => "global::System.Collections.Frozen.FrozenSet.ToFrozenSet(values, values.Comparer)",
        TypeForm.FrozenMap => "global::System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(values, values.Comparer)",
        TypeForm.ReadOnlyMap => $"new {type.Name}(values)",
        _ => "values",
    };

    private static string KeyComparer(TypeModel type) => $"{(type.Form is TypeForm.FrozenSet or TypeForm.FrozenMap ? "Frozen" : "")}KeyComparer<{type.Arguments[0].FullName}>()";

    private static bool IsMap(TypeModel type) => type.Form is TypeForm.Map or TypeForm.ImmutableMap or TypeForm.FrozenMap or TypeForm.ReadOnlyMap;

    private static string Items(TypeModel type) => string.Join(", ", Enumerable.Range(0, type.Arguments.Count).Select(number => $"item{number}"));

    private static IEnumerable<(TypeModel Element, string Member)> Elements(TypeModel type) => type.Arguments.Zip(type.Write.Split(','), static (element, member) => (element, member));

    private void EmitCounted(TypeModel type)
    {
        // By index where that is cheap: enumerating an interface allocates.
        bool isIndexed = type.Form is TypeForm.Array or TypeForm.ImmutableArray or TypeForm.ReadOnlyCollection
            || (type.Form is TypeForm.List or TypeForm.ReadOnlyList && type.Name.Substring(0, type.Name.IndexOf('<')).EndsWith("List", StringComparison.Ordinal));
        bool isMap = IsMap(type);
        code.Line($"int left = values.{(type.Form is TypeForm.Array or TypeForm.ImmutableArray ? "Length" : "Count")};");
        code.Line($"writer.{(isMap ? "BeginMap" : "BeginArray")}(left);");
        if (isIndexed)
        {
            code.Open("for (int i = 0; i < left; i++)");
            values.EmitWrite(type.Arguments[0], "values[i]");
            code.Close();
        }
        else
        {
            code.Open("foreach (var item in values)");
            code.Line("if (--left < 0) break;");
            if (isMap) values.EmitWrite(type.Arguments[0], "item.Key");
            values.EmitWrite(type.Arguments[type.Arguments.Count - 1], isMap ? "item.Value" : "item");
            code.Close();
            code.Line("if (left != 0) throw ChangedRefused();");
        }

        code.Line("writer.End();");
    }

    // Bounded by the buffer, which refuses to grow: an endless sequence ends there.
    private void EmitUncounted(TypeModel type)
    {
        code.Line("int place = writer.BeginUncounted();");
        code.Line("int count = 0;");
        code.Open("foreach (var item in values)");
        values.EmitWrite(type.Arguments[0], "item");
        code.Line("count++;");
        code.Close();
        code.Line("writer.EndCounted(place, count);");
    }

    private void EmitElements(TypeModel type)
    {
        int count = type.Arguments.Count;
        code.Line($"if (count < {count}) throw MissingRefused();");
        for (int i = 0; i < count; i++) code.Line($"{type.Arguments[i].FullName} item{i} = {values.Read(type.Arguments[i])};");
        code.Line($"if (count > {count}) reader.Skip(count - {count});");
    }

    private void EmitFill(string create, string add)
    {
        code.Line($"var values = {create};");
        code.Line($"for (int i = 0; i < count; i++) {add}");
    }
}
