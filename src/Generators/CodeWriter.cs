using System.Text;

namespace Actors.Generators;

/// <summary>Source text with indentation.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _indent;

    internal void Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', _indent * 4).Append(line);
        _text.Append('\n');
    }

    internal void Open(string line)
    {
        Line(line);
        Line("{");
        _indent++;
    }

    internal void Close(string after = "")
    {
        _indent--;
        Line("}" + after);
    }

    public override string ToString() => _text.ToString();
}
