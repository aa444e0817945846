using System.Runtime.InteropServices;
using System.Text;

namespace Actors.Fuzz.Targets;

/// <summary>Paths, addresses and node addresses from text, and the escapes of keys. What was accepted, written and read again is the same.</summary>
internal sealed class PathTarget : FuzzTarget
{
    private string _text = "";
    private object? _read;

    internal override string Name => "paths";

    internal override int Share => 80;

    internal override int MaxInputBytes => 700;

    // The first byte says as what the rest is read, and whether it is UTF-16.
    internal override IEnumerable<byte[]> Seeds
    {
        get
        {
            string[] texts =
            [
                "/", "/user/a", "/user/a/b.c/d_e-f/%20", "/user/%C3%BC/..x", "/cluster/word/%2F%2E", "actors://sys@127.0.0.1:80/user/a#5.6", "actors://sys@[::1]:65535/user/a#7",
                "actors://s@host.name:1/", "sys@host:8080", "sys@host:8080#99", "sys@[fe80::1]:1", "/user/..", "/user/.", "/user//a", "/user/\0", "a b", "..", ".", "grüße", "🙂", "x/y%",
                string.Concat(Enumerable.Repeat("/a", 300)), "/" + new string('x', 513), string.Concat(Enumerable.Repeat("/abcdefg", 600)),  "actors://x", "actors://@:1/a", "actors://a@h:0/a", "actors://a@[h]:1/a", "actors://a@h:1/a#x", "actors://a@h:1/a#1.x", "actors://a@" + new string('h', 256) + ":1/a",
            ];
            byte[][] halves = [[7, 0x00, 0xD8], [7, 0x61, 0, 0x00, 0xDC, 0x61, 0], [4, 0x2F, 0, 0x61, 0, 0x00, 0xD8]];
            return texts.SelectMany(text => Enumerable.Range(0, 4).Select(kind => (byte[])[(byte)kind, .. Encoding.UTF8.GetBytes(text)])).Concat(halves);
        }
    }

    protected override int Decode(ReadOnlyMemory<byte> input)
    {
        _read = null;
        if (input.IsEmpty) return 0;
        var text = input.Span[1..];
        _text = (input.Span[0] & 4) == 0 ? Encoding.UTF8.GetString(text) : new string(MemoryMarshal.Cast<byte, char>(text));
        switch (input.Span[0] & 3)
        {
            case 0:
                var path = ActorPath.FromString(_text);
                _read = path;
                return 1 + Math.Min(path.Depth, 4);
            case 1:
                var address = ActorAddress.Parse(_text);
                _read = address;
                return 10 + (address.Node is null ? 0 : 1) + (address.Uid == 0 ? 0 : 2) + (address.Node?.Incarnation is null or 0 ? 0 : 4);
            case 2:
                _read = NodeAddress.Parse(_text);
                return 20;
            default:
                _read = ActorPath.EscapeSegment(_text);
                return (string)_read == _text ? 30 : 31;
        }
    }

    protected override bool IsRefusal(Exception error) => error is InvalidActorPathException or ArgumentException { ParamName: "key" };

    // Two bytes make a segment at most: its text and its object; an escape is decoded and escaped again to be compared.
    protected override long AllocationLimit(int inputBytes, bool refused) => 2048 + (192L * inputBytes) + (refused ? 8 * 1024 : 0);

    protected override string? FindDifference() => _read switch
    {
        ActorPath path => path.ToString() == _text && ActorPath.TryParse(_text, out var again) && again.Equals(path) && path.IsDescendantOf(ActorPath.Root) == (path.Depth > 0)
            && !path.Equals(again.Child("x")) && !path.Equals(ActorPath.Root.Child("no-such-path")) && !path.Equals((object?)null) && !ActorPath.TryParse(null, out _) ? null : $"the path '{_text}' is written as '{path}'",
        ActorAddress address => ActorAddress.Parse(address.ToString()) == address ? null : $"the address '{_text}' is written as '{address}'",
        NodeAddress node => NodeAddress.Parse(node.ToString()) == node ? null : $"the node '{_text}' is written as '{node}'",
        string segment => ActorPath.UnescapeSegment(segment) == _text && ActorPath.Root.Child(segment).Name == segment ? null : $"the key '{_text}' is escaped as '{segment}'",
        _ => null,
    };
}
