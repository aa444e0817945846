using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace Actors.Cluster;

/// <summary>
/// The append-only log of the embedded store. A record is
/// <c>length (4 bytes, little-endian) checksum (first 8 bytes of the SHA-256 of the body) body (JSON)</c>.
/// What follows the last whole record is the tail of a write that a crash tore; it is cut off. Owned by one thread at a
/// time; only the holder of the directory's lock may open it.
/// </summary>
internal sealed class EmbeddedLog : IDisposable
{
    private const int HeaderBytes = 12;
    private readonly string _path;
    private readonly int _compactionBytes;
    private readonly List<byte[]> _pending = [];
    private FileStream _file;

    private EmbeddedLog(string path, int compactionBytes, FileStream file) => (_path, _compactionBytes, _file) = (path, compactionBytes, file);

    /// <summary>Bytes after the last whole record that <see cref="Open"/> cut off.</summary>
    internal long TornBytes { get; private set; }

    internal long Length => _file.Length;

    /// <summary>Opens or makes the log and replays it into <paramref name="state"/>.</summary>
    internal static EmbeddedLog Open(string path, int compactionBytes, KeyValueState state)
    {
        File.Delete(Temporary(path));
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            var log = new EmbeddedLog(path, compactionBytes, file);
            log.Replay(state);
            return log;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Remembers a commit for the next <see cref="Flush"/>.</summary>
    internal void Add(ulong index, IReadOnlyList<StoreOperation> operations)
    {
        var entries = new List<EmbeddedEntry>(operations.Count);
        foreach (var operation in operations)
        {
            if (!operation.Writes) continue;
            bool deletes = operation.Kind is StoreOperationKind.Delete or StoreOperationKind.CompareAndDelete;
            entries.Add(new EmbeddedEntry(operation.Key, deletes ? null : operation.Value.ToArray(), index));
        }

        _pending.Add(Encode(new EmbeddedLogRecord(index, [.. entries])));
    }

    /// <summary>
    /// Writes what was added and forces it to the disk. There is no asynchronous way to force: this holds its thread for some
    /// milliseconds, once for all that arrived meanwhile.
    /// </summary>
    /// <exception cref="IOException">The disk refuses; what was added may or may not be there after a restart, so the server must stop.</exception>
    internal void Flush(KeyValueState state)
    {
        if (_pending.Count == 0) return;
        foreach (byte[] record in _pending) _file.Write(record);
        _pending.Clear();
        _file.Flush(flushToDisk: true);
        if (_file.Length > _compactionBytes) Compact(state);
    }

    public void Dispose() => _file.Dispose();

    private static string Temporary(string path) => path + ".new";

    private static byte[] Encode(EmbeddedLogRecord record)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(record, EmbeddedJson.Default.EmbeddedLogRecord);
        byte[] framed = new byte[HeaderBytes + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(framed, body.Length);
        SHA256.HashData(body).AsSpan(0, 8).CopyTo(framed.AsSpan(4));
        body.CopyTo(framed, HeaderBytes);
        return framed;
    }

    private void Replay(KeyValueState state)
    {
        byte[] header = new byte[HeaderBytes];
        long good = 0;
        while (ReadRecord(header) is { } record)
        {
            good = _file.Position;
            state.Replay(record.Index, record.Entries);
        }

        TornBytes = _file.Length - good;
        _file.SetLength(good);
        _file.Position = good;
        state.ForgetHistory();
    }

    private EmbeddedLogRecord? ReadRecord(byte[] header)
    {
        if (_file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes) return null;
        int length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length < 1 || length > EmbeddedFrame.MaxFrameBytes || length > _file.Length - _file.Position) return null;
        byte[] body = new byte[length];
        _file.ReadExactly(body);
        if (!SHA256.HashData(body).AsSpan(0, 8).SequenceEqual(header.AsSpan(4))) return null;
        return JsonSerializer.Deserialize(body, EmbeddedJson.Default.EmbeddedLogRecord);
    }

    /// <summary>Writes the state into a new file, forces it, and puts it in the log's place in one step.</summary>
    private void Compact(KeyValueState state)
    {
        var records = new List<byte[]>();
        long bytes = 0;
        foreach (var chunk in state.Entries.Chunk(64))
        {
            byte[] record = Encode(new EmbeddedLogRecord(state.Index, [.. chunk.Select(e => new EmbeddedEntry(e.Key, e.Value.ToArray(), e.Version))]));
            records.Add(record);
            bytes += record.Length;
        }

        // An empty state still has its index, which must never go back.
        if (records.Count == 0) records.Add(Encode(new EmbeddedLogRecord(state.Index, [])));
        if (_file.Length < 4 * bytes) return;
        var compacted = new FileStream(Temporary(_path), FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            foreach (byte[] record in records) compacted.Write(record);
            compacted.Flush(flushToDisk: true);
            File.Move(Temporary(_path), _path, overwrite: true);
        }
        catch
        {
            compacted.Dispose();
            throw;
        }

        _file.Dispose();
        _file = compacted;
    }
}
