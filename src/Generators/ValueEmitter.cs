namespace Actors.Generators;

/// <summary>
/// Writes statements that write a value and expressions that read one. Each type of collection gets one pair of
/// methods in the codec, shared by all members of that type.
/// </summary>
internal sealed class ValueEmitter
{
    private readonly CodeWriter _code;
    private readonly CollectionEmitter _collections;
    private readonly List<TypeModel> _methods = [];
    private int _locals;

    internal ValueEmitter(CodeWriter code)
    {
        _code = code;
        _collections = new CollectionEmitter(code, this);
    }

    internal void EmitWrite(TypeModel type, string value)
    {
        if (type.Form == TypeForm.Reference)
        {
            _code.Line($"writer.WriteRef({value}{(type.IsNullable ? "" : " ?? throw NullRefused()")});");
            return;
        }

        if (!type.IsNullable)
        {
            _code.Line(Write(type, value));
            return;
        }

        string local = $"present{_locals++}";
        _code.Line($"if ({value} is {{ }} {local}) {Write(type, local)}");
        _code.Line("else writer.WriteNil();");
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
            TypeForm.Surrogate => $"FromSurrogate<{type.Read}, {type.Name}>({type.Write}.Instance.Read(ref reader))",
            _ => $"Read{MethodOf(type)}(ref reader)",
        };
        if (type.IsNullable) return $"(reader.TryReadNil() ? default({type.FullName}) : {read})";
        return read;
    }

    /// <summary>Writes the methods that the values so far need; those may need more.</summary>
    internal void EmitCollections()
    {
        for (int i = 0; i < _methods.Count; i++)
        {
            _code.Line();
            _collections.EmitWriteMethod(i, _methods[i]);
            _code.Line();
            _collections.EmitReadMethod(i, _methods[i]);
        }
    }

    private string Write(TypeModel type, string value) => type.Form switch
    {
        TypeForm.Scalar when type.Name == "global::System.ReadOnlyMemory<byte>" => $"writer.WriteBytes({value}.Span);",
        TypeForm.Scalar => $"writer.{type.Write}({value});",
        TypeForm.Enum => $"writer.{type.Write}(({(type.Write == "WriteInt64" ? "long" : "ulong")}){value});",
        TypeForm.Message => $"{type.Write}.Instance.Write(ref writer, {value});",
        TypeForm.Surrogate => $"{type.Write}.Instance.Write(ref writer, ToSurrogate<{type.Read}, {type.Name}>({value}));",
        _ => $"Write{MethodOf(type)}(ref writer, {value});",
    };

    private int MethodOf(TypeModel type)
    {
        var plain = type with { IsNullable = false };
        int index = _methods.IndexOf(plain);
        if (index >= 0) return index;
        _methods.Add(plain);
        return _methods.Count - 1;
    }
}
