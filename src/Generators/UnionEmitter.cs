namespace Actors.Generators;

/// <summary>Writes the body of a union's codec: an array of the case's tag and the case.</summary>
internal sealed class UnionEmitter(CodeWriter code, MessageModel union)
{
    internal static string ShapeOf(IEnumerable<CaseModel> cases) =>
        "(" + string.Join("|", cases.OrderBy(item => item.Tag).Select(item => $"{item.Tag}:{{{item.Id}}}")) + ")";

    internal void Emit()
    {
        EmitWrite();
        code.Line();
        EmitRead();
    }

    private void EmitWrite()
    {
        code.Open($"public override void Write({CodecEmitter.Writer}, {union.TypeName} value)");
        code.Line("const string? member = null;");
        code.Open("try");
        code.Line("writer.BeginArray(2);");
        code.Open("switch (value)");
        foreach (var item in union.Cases)
        {
            code.Line($"case {item.TypeName} item:");
            code.Line($"    writer.WriteUInt64({item.Tag});");
            code.Line($"    {item.Codec}.Instance.Write(ref writer, item);");
            code.Line("    break;");
        }

        code.Line("case null:");
        code.Line("    throw NullRefused();");
        code.Line("default:");
        code.Line("    throw CaseRefused(value.GetType());");
        code.Close();
        code.Line("writer.End();");
        code.Close();
        CodecEmitter.EmitCatch(code, CodecEmitter.ExceptTooLarge);
        code.Close();
    }

    private void EmitRead()
    {
        code.Open($"public override {union.TypeName} Read({CodecEmitter.Reader})");
        code.Line("const string? member = null;");
        code.Line("int depth = reader.Depth;");
        code.Open("try");
        code.Line("int count = reader.BeginArray();");
        code.Line("if (count < 2) throw MissingRefused();");
        code.Line("int tag = reader.ReadInt32();");
        code.Open($"{union.TypeName} value = tag switch");
        foreach (var item in union.Cases) code.Line($"{item.Tag} => {item.Codec}.Instance.Read(ref reader),");
        code.Line("_ => throw TagRefused(tag),");
        code.Close(";");
        code.Line("if (count > 2) reader.Skip(count - 2);");
        code.Line("reader.End();");
        code.Line("return value;");
        code.Close();
        CodecEmitter.EmitReadCatch(code);
        code.Close();
    }
}
