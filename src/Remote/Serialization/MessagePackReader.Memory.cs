namespace Actors.Remote;

// A byte can stand for much: an empty array for a message whose fifty members have defaults, nil for a struct. What codecs
// allocate beyond what they read is counted, about, and has a limit.
public ref partial struct MessagePackReader
{
    /// <summary>Bytes of memory that a message may take for each of its bytes, beyond <see cref="MemoryBase"/>: 64.</summary>
    public const int MemoryPerByte = 64;

    /// <summary>Bytes of memory that any message may take, however short: 4 MiB.</summary>
    public const int MemoryBase = 4 * 1024 * 1024;

    private const int BytesOfAMember = 16;

    /// <summary>
    /// As <see cref="BeginArray()"/>, for what is to hold the values: an object of <paramref name="bytes"/> with
    /// <paramref name="bytesEach"/> for each of them.
    /// </summary>
    /// <exception cref="MessageFormatException">There is no array, or the message takes too much memory (<see cref="MemoryPerByte"/>).</exception>
    public int BeginArray(int bytes, int bytesEach)
    {
        int count = BeginArray();
        Charge(bytes + ((long)count * bytesEach));
        return count;
    }

    /// <summary>As <see cref="BeginMap()"/>, for what is to hold the values.</summary>
    /// <exception cref="MessageFormatException">There is no map, or the message takes too much memory (<see cref="MemoryPerByte"/>).</exception>
    public int BeginMap(int bytes, int bytesEach)
    {
        int count = BeginMap();
        Charge(bytes + ((long)count * bytesEach));
        return count;
    }

    /// <summary>Counts an object that nothing was sent for. Returns 0, the capacity of an empty collection.</summary>
    /// <exception cref="MessageFormatException">The message takes too much memory (<see cref="MemoryPerByte"/>).</exception>
    public int Charge(int bytes)
    {
        Charge((long)bytes);
        return 0;
    }

    /// <summary>
    /// Called after <paramref name="members"/> of an array of <paramref name="count"/>: skips those which a newer sender has
    /// added, and counts the memory of those which an older one does not know.
    /// </summary>
    /// <exception cref="MessageFormatException">What is skipped is malformed, or the message takes too much memory (<see cref="MemoryPerByte"/>).</exception>
    public void Fit(int count, int members)
    {
        if (count > members) Skip(count - members);
        else Charge((long)(members - count) * BytesOfAMember);
    }

    /// <summary>Bytes of memory that collections, and members that were not sent, have been counted with so far.</summary>
    internal readonly long Charged => MemoryBase + ((long)_bytes.Length * MemoryPerByte) - _memory;

    /// <summary>Counts what another reader has counted.</summary>
    internal void ChargeMore(long bytes) => Charge(bytes);

    private void Charge(long bytes)
    {
        _memory -= bytes;
        if (_memory < 0) throw Broken($"its {_bytes.Length} bytes would take more than {MemoryBase + ((long)_bytes.Length * MemoryPerByte)} bytes of memory");
    }
}
