using System.Buffers;
using System.IO.Pipelines;
using Actors.Remote.Proto;

namespace Actors.Remote.Tests.Links;

/// <summary>A stream whose writes end when the test says so, well or not (all at once without a random), and which takes what was written apart.</summary>
internal sealed class ScriptedStream(Random? random) : ILinkStream
{
    private readonly Dictionary<uint, string> _paths = [];
    private readonly Dictionary<uint, List<byte>> _large = [];
    private readonly List<byte> _bytes = [];
    private TaskCompletionSource? _write;
    private byte[] _pending = [];
    private bool _ended;

    public PipeReader Input { get; } = new Pipe().Reader;

    public string RemoteEndPoint => "scripted";

    /// <summary>Path and payload of each message written, in order.</summary>
    internal List<(string Path, byte[] Payload)> Messages { get; } = [];

    internal bool IsWriting => _write is not null;

    internal List<ulong> Pulses { get; } = [];

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Assert.Null(_write); // one write at a time
        if (_ended) return ValueTask.FromException(new LinkException("the stream has ended"));
        _pending = bytes.ToArray();
        if (random is null || random.Next(3) == 0)
        {
            Take();
            return default;
        }

        _write = new TaskCompletionSource();
        return new ValueTask(_write.Task);
    }

    /// <summary>Ends the pending write, if there is one.</summary>
    internal void EndWrite()
    {
        if (_write is not { } write) return;
        _write = null;
        Take();
        Here(write.SetResult);
    }

    public void Abort(string reason)
    {
        _ended = true;
        if (_write is not { } write) return;
        _write = null;
        Here(() => write.SetException(new LinkException(reason)));
    }

    public ValueTask DisposeAsync()
    {
        Abort("disposed");
        return default;
    }

    /// <summary>What follows runs here and now: within the context of a test it would go to the thread pool.</summary>
    private static void Here(Action complete)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        complete();
        SynchronizationContext.SetSynchronizationContext(context);
    }

    private void Take()
    {
        _bytes.AddRange(_pending);
        var rest = new ReadOnlySequence<byte>(_bytes.ToArray());
        while (FrameReader.TryTake(ref rest, 1024 * 1024, out var message)) Take(Frame.Parser.ParseFrom(message.ToArray()));
        _bytes.RemoveRange(0, _bytes.Count - (int)rest.Length);
    }

    private void Take(Frame frame)
    {
        if (frame.Ping is { } ping) Pulses.Add(ping.Epoch);
        if (frame.Chunk is { } chunk)
        {
            if (!_large.TryGetValue(chunk.Id, out var parts)) _large.Add(chunk.Id, parts = []);
            parts.AddRange(chunk.Data);
        }

        if (frame.Batch is not { } batch) return;
        if (batch.ResetTables) _paths.Clear();
        foreach (var target in batch.Targets) _paths[target.Id] = target.Path;
        foreach (var envelope in batch.Envelopes)
        {
            byte[] payload = envelope.Payload.ToByteArray();
            if (envelope.Large != 0 && _large.Remove(envelope.Large, out var parts)) payload = [.. parts];
            Messages.Add((_paths[envelope.Target], payload));
        }
    }
}
