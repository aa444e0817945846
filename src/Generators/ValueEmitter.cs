namespace Actors.Generators;

/// <summary>
/// Writes statements that write a value and expressions that read one. Each type of collection gets one pair of
/// methods in the codec, shared by all members of that type.
/// </summary>
internal sealed class ValueEmitter(CodeWriter code)
{
    private readonly List<TypeModel> _collections = [];
    private int _locals;

    internal void EmitWrite(TypeModel type, string value)
    {
        if (type.Form == TypeForm.Reference)
        {
            code.Line($"writer.WriteRef({value}{(type.IsNullable ? "" : " ?? throw NullRefused()")});");
            return;
        }

        if (!type.IsNullable)
        {
            code.Line(Write(type, value));
            return;
        }

        string local = $"present{_locals++}";
        code.Line($"if ({value} is {{ }} {local}) {Write(type, local)}");
        code.Line("else writer.WriteNil();");
    }

    internal string Read(TypeModel type)
    {
        if (type.Form == TypeForm.Reference)
            return $"reader.ReadRef<{type.Arguments[0].Name}>(){(type.IsNullable ? "" : " ?? throw NullRefused()")}";
        string read = type.Form switch
        {
            TypeForm.Scalar => $"reader.{type.Read}()",
            TypeForm.Enum => $"({type.Name})reader.{type.Read}()",
            TypeForm.Message => $"{type.Write}.Instance.Read(ref reader)",
            _ => $"Read{MethodOf(type)}(ref reader)",
        };
        if (type.IsNullable) return $"(reader.TryReadNil() ? default({type.FullName}) : {read})";
        return read;
    }

    /// <summary>Writes the methods that the values so far need; those may need more.</summary>
    internal void EmitCollections()
    {
        for (int i = 0; i < _collections.Count; i++)
        {
            code.Line();
            EmitWriteMethod(i, _collections[i]);
            code.Line();
            EmitReadMethod(i, _collections[i]);
        }
    }

    private string Write(TypeModel type, string value) => type.Form switch
    {
        TypeForm.Scalar when type.Name == "global::System.ReadOnlyMemory<byte>" => $"writer.WriteBytes({value}.Span);",
        TypeForm.Scalar => $"writer.{type.Write}({value});",
        TypeForm.Enum => $"writer.{type.Write}(({(type.Write == "WriteInt64" ? "long" : "ulong")}){value});",
        TypeForm.Message => $"{type.Write}.Instance.Write(ref writer, {value});",
        _ => $"Write{MethodOf(type)}(ref writer, {value});",
    };

    private int MethodOf(TypeModel type)
    {
        var plain = type with { IsNullable = false };
        int index = _collections.IndexOf(plain);
        if (index >= 0) return index;
        _collections.Add(plain);
        return _collections.Count - 1;
    }

    private void EmitWriteMethod(int index, TypeModel type)
    {
        // By index where there is one: enumerating an interface allocates.
        bool isList = type.Form is TypeForm.Array or TypeForm.List or TypeForm.ImmutableArray
            || type.Name.StartsWith("global::System.Collections.Generic.IReadOnlyList<", StringComparison.Ordinal);
        string count = type.Form is TypeForm.Array or TypeForm.ImmutableArray ? "Length" : "Count";
        code.Open($"private static void Write{index}(ref global::Actors.Remote.MessagePackWriter writer, {type.Name} values)");
        code.Line($"if ({(type.Form == TypeForm.ImmutableArray ? "values.IsDefault" : "values is null")}) throw NullRefused();");
        code.Line($"int left = values.{count};");
        code.Line($"writer.{(type.Form == TypeForm.Map ? "BeginMap" : "BeginArray")}(left);");
        if (isList)
        {
            code.Open("for (int i = 0; i < left; i++)");
            EmitWrite(type.Arguments[0], "values[i]");
            code.Close();
        }
        else
        {
            code.Open("foreach (var item in values)");
            code.Line("if (--left < 0) break;");
            if (type.Form == TypeForm.Map) EmitWrite(type.Arguments[0], "item.Key");
            EmitWrite(type.Arguments[type.Arguments.Count - 1], type.Form == TypeForm.Map ? "item.Value" : "item");
            code.Close();
            code.Line("if (left != 0) throw ChangedRefused();");
        }

        code.Line("writer.End();");
        code.Close();
    }

    private void EmitReadMethod(int index, TypeModel type)
    {
        string element = type.Arguments[0].FullName;
        code.Open($"private static {type.Name} Read{index}(ref global::Actors.Remote.MessagePackReader reader)");
        code.Line($"int count = reader.{(type.Form == TypeForm.Map ? "BeginMap" : "BeginArray")}();");
        switch (type.Form)
        {
            case TypeForm.List:
                EmitFill($"new global::System.Collections.Generic.List<{element}>(count)", $"values.Add({Read(type.Arguments[0])});");
                break;
            case TypeForm.Set:
                EmitFill($"new global::System.Collections.Generic.HashSet<{element}>(count, KeyComparer<{element}>())", $"if (!values.Add({Read(type.Arguments[0])})) throw DuplicateRefused();");
                break;
            case TypeForm.Map:
                EmitFill(
                    $"new global::System.Collections.Generic.Dictionary<{element}, {type.Arguments[1].FullName}>(count, KeyComparer<{element}>())",
                    $"if (!values.TryAdd({Read(type.Arguments[0])}, {Read(type.Arguments[1])})) throw DuplicateRefused();");
                break;
            default:
                EmitFill($"NewArray<{element}>(count)", $"values[i] = {Read(type.Arguments[0])};");
                break;
        }

        code.Line("reader.End();");
        code.Line(type.Form == TypeForm.ImmutableArray
            ? "return global::System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(values);"
            : "return values;");
        code.Close();
    }

    private void EmitFill(string create, string add)
    {
        code.Line($"var values = {create};");
        code.Line($"for (int i = 0; i < count; i++) {add}");
    }
}
