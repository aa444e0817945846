using System.Numerics;
using Actors.Remote;

namespace Actors.Fuzz.Targets;

/// <summary>Reads one value with all in it, by methods that a number chooses, and remembers what it read by which.</summary>
internal sealed class MessagePackWalk
{
    private const int Methods = 30, Nil = 100, Array = 101, Map = 102, End = 103;

    private readonly List<(int Method, object? Value)> _steps = [];
    private readonly Stack<int> _open = [];

    /// <summary>Values read, headers included.</summary>
    internal int Values { get; private set; }

    /// <summary>Of all values of the last reading.</summary>
    internal int Hash { get; private set; }

    internal int Read(ref MessagePackReader reader, byte choice)
    {
        Begin();
        int outcome = 0, length = reader.Remaining;
        uint state = choice * 2654435761u;
        do
        {
            state = (state * 1664525) + 1013904223;
            int method = Choose(reader.NextKind, state);
            if (method == Array) Enter(method, reader.BeginArray(), 1);
            else if (method == Map) Enter(method, reader.BeginMap(), 2);
            else Add(method, method == Nil ? reader.TryReadNil() : ReadOne(ref reader, method));
            if (reader.Position + reader.Remaining != length) throw new InvalidOperationException("the position is wrong");
            outcome = Outcomes.Mix(outcome & 0xFFF, method);
        }
        while (Leave(ref reader));
        return outcome;
    }

    internal void ReadAgain(ref MessagePackReader reader)
    {
        var hash = new HashCode();
        foreach (var (method, value) in _steps)
        {
            switch (method)
            {
                case Nil: hash.Add(reader.TryReadNil()); break;
                case Array: hash.Add(reader.BeginArray()); break;
                case Map: hash.Add(reader.BeginMap()); break;
                case End: reader.End(); hash.Add((object?)null); break;
                default: hash.Add(Comparable(ReadOne(ref reader, method))); break;
            }
        }

        if (reader.Remaining != 0) throw new InvalidOperationException($"{reader.Remaining} bytes are left");
        Hash = hash.ToHashCode();
    }

    internal void Write(ref MessagePackWriter writer)
    {
        foreach (var (method, value) in _steps)
        {
            switch (method)
            {
                case Nil: writer.WriteNil(); break;
                case Array: writer.BeginArray((int)value!); break;
                case Map: writer.BeginMap((int)value!); break;
                case End: writer.End(); break;
                default: WriteOne(ref writer, method, value); break;
            }
        }
    }

    private void Begin()
    {
        _steps.Clear();
        _open.Clear();
        Values = 0;
    }

    private void Add(int method, object? value)
    {
        if (_open.TryPop(out int left)) _open.Push(left - 1);
        _steps.Add((method, value));
        Values++;
    }

    private void Enter(int method, int count, int each)
    {
        Add(method, count);
        _open.Push(count * each);
    }

    /// <summary>False at the end.</summary>
    private bool Leave(ref MessagePackReader reader)
    {
        while (_open.TryPeek(out int left))
        {
            if (left > 0) return true;
            _open.Pop();
            reader.End();
            _steps.Add((End, null));
        }

        var hash = new HashCode();
        foreach (var (_, value) in _steps) hash.Add(Comparable(value));
        Hash = hash.ToHashCode();
        return false;
    }

    private static int Choose(MessagePackKind kind, uint state)
    {
        int any = (int)(state >> 8) % Methods;
        if (state >> 28 == 0) return any; // now and then what is not there
        return kind switch
        {
            MessagePackKind.Nil => Nil,
            MessagePackKind.Boolean => 0,
            MessagePackKind.Integer => 1 + (any % 17),
            MessagePackKind.Float => 10 + (any % 3),
            MessagePackKind.String => 18 + (any % 6),
            MessagePackKind.Binary => any % 2 == 0 ? 13 + (any % 3) : 24 + (any % 2),
            MessagePackKind.Extension => 27,
            MessagePackKind.Array => any < 4 ? 28 : Array,
            MessagePackKind.Map => Map,
            _ => any,
        };
    }

    private static object? ReadOne(ref MessagePackReader reader, int method) => method switch
    {
        0 => reader.ReadBoolean(),
        1 => reader.ReadSByte(),
        2 => reader.ReadInt16(),
        3 => reader.ReadInt32(),
        4 => reader.ReadInt64(),
        5 => reader.ReadByte(),
        6 => reader.ReadUInt16(),
        7 => reader.ReadUInt32(),
        8 => reader.ReadUInt64(),
        9 => reader.ReadChar(),
        10 => reader.ReadSingle(),
        11 => reader.ReadDouble(),
        12 => reader.ReadHalf(),
        13 => reader.ReadInt128(),
        14 => reader.ReadUInt128(),
        15 => reader.ReadBigInteger(),
        16 => reader.ReadDateOnly(),
        17 => reader.ReadTimeOnly(),
        18 => reader.ReadString(),
        19 => reader.ReadUtf8().ToArray(),
        20 => reader.ReadDecimal(),
        21 => reader.ReadUri(),
        22 => reader.ReadVersion(),
        23 => reader.ReadActorPath(),
        24 => reader.ReadBytes(),
        25 => reader.ReadGuid(),
        26 => reader.ReadTimeSpan(),
        27 => reader.ReadDateTime(),
        28 => reader.ReadDateTimeOffset(),
        _ => reader.ReadRef<object>(),
    };

    private static void WriteOne(ref MessagePackWriter writer, int method, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNil(); break;
            case bool flag: writer.WriteBoolean(flag); break;
            case float number: writer.WriteSingle(number); break;
            case double number: writer.WriteDouble(number); break;
            case Half number: writer.WriteHalf(number); break;
            case ulong number: writer.WriteUInt64(number); break;
            case char letter: writer.WriteChar(letter); break;
            case Int128 number: writer.WriteInt128(number); break;
            case UInt128 number: writer.WriteUInt128(number); break;
            case BigInteger number: writer.WriteBigInteger(number); break;
            case DateOnly date: writer.WriteDateOnly(date); break;
            case TimeOnly time: writer.WriteTimeOnly(time); break;
            case string text: writer.WriteString(text); break;
            case byte[] utf8 when method == 19: writer.WriteString(System.Text.Encoding.UTF8.GetString(utf8)); break;
            case byte[] bytes: writer.WriteBytes(bytes); break;
            case decimal number: writer.WriteDecimal(number); break;
            case Uri uri: writer.WriteUri(uri); break;
            case Version version: writer.WriteVersion(version); break;
            case ActorPath path: writer.WriteActorPath(path); break;
            case Guid id: writer.WriteGuid(id); break;
            case TimeSpan span: writer.WriteTimeSpan(span); break;
            case DateTime point: writer.WriteDateTime(point); break;
            case DateTimeOffset point: writer.WriteDateTimeOffset(point); break;
            default: writer.WriteInt64(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)); break;
        }
    }

    // Arrays are equal by reference, and points in time whatever their offset.
    private static object? Comparable(object? value) => value switch
    {
        byte[] bytes => System.Text.Encoding.Latin1.GetString(bytes),
        DateTimeOffset point => (point.Ticks, point.Offset),
        Uri uri => uri.OriginalString,
        _ => value,
    };
}
