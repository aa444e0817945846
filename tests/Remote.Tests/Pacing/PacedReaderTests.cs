using System.IO.Pipelines;
using Actors.TestKit;
using static Actors.Remote.Tests.Pacing.Http2Bytes;

namespace Actors.Remote.Tests.Pacing;

public sealed class PacedReaderTests
{
    private const int PerSecond = 1000;
    private readonly VirtualTime _time = new();
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly FramePace _pace;
    private readonly PacedReader _reader;

    public PacedReaderTests()
    {
        _pace = new FramePace(_time, PerSecond, static () => { });
        _reader = new PacedReader(_pipe.Reader, _pace, new ReceiveHold(null), _time);
    }

    /// <summary>All of it, in order, and the end; read as HTTP/2 servers do, not all at once.</summary>
    [Fact]
    public async Task Input_OfContent_PassesUnchanged()
    {
        byte[] sent = [.. Preface, .. Many(500, Frame(Data, 5000))];
        await _pipe.Writer.WriteAsync(sent);
        await _pipe.Writer.CompleteAsync();
        var got = new List<byte>();
        while (await _reader.ReadAsync() is var result && !(result.IsCompleted && result.Buffer.IsEmpty))
        {
            var part = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, 4000));
            foreach (var memory in part) got.AddRange(memory.ToArray());
            _reader.AdvanceTo(part.End);
        }

        Assert.Equal(sent, got);
    }

    /// <summary>Fails when PacedReader gives out all that the pipe has: nothing waits then.</summary>
    [Fact]
    public async Task Input_OfPings_WaitsForTimeAndIsAllReadInTheEnd()
    {
        byte[] ping = Frame(Ping, 8);
        byte[] sent = [.. Preface, .. Many(2 * PerSecond, ping)];
        await _pipe.Writer.WriteAsync(sent);
        long got = 0;
        int waits = 0;
        while (got < sent.Length)
        {
            var read = _reader.ReadAsync();
            while (!read.IsCompleted)
            {
                waits++;
                if (_time.NextDue is { } due) _time.AdvanceBy(due);
                await Task.Yield();
            }

            var result = await read;
            got += result.Buffer.Length;
            _reader.AdvanceTo(result.Buffer.End);
        }

        Assert.Equal(sent.Length, got);
        Assert.InRange(_time.Elapsed.TotalSeconds, 1.7, 2.1);
        Assert.InRange(waits, 10, 1000);
    }

    /// <summary>
    /// Who takes the messages may be behind who reads the connection: then that waits for them, and not for the clock. Fails when FramePace.Took
    /// wakes nobody, or when TryRefill forgets what was charged; a link that sends small batches stood still for most of the time then.
    /// </summary>
    [Fact]
    public async Task Input_WhoseMessagesAreTakenLate_GoesOnWhenTheyAre()
    {
        byte[] small = Frame(Data, 60);
        byte[] sent = [.. Preface, .. Many(20 * PerSecond, small)];
        await _pipe.Writer.WriteAsync(sent);
        long got = 0;
        while (got < sent.Length)
        {
            var read = _reader.ReadAsync().AsTask();
            if (!read.IsCompleted) _pace.Took(PerSecond); // by its reader, of all that it has got
            var result = await read.WaitAsync(TimeSpan.FromMinutes(1));
            got += result.Buffer.Length;
            _reader.AdvanceTo(result.Buffer.End);
        }

        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
    }

    /// <summary>An HTTP/2 server that stops must not be kept by one who is slowed.</summary>
    [Fact]
    public async Task CancelPendingRead_WhileSlowed_EndsTheWait()
    {
        await SpendAsync();
        var read = _reader.ReadAsync().AsTask();
        Assert.False(read.IsCompleted);
        _reader.CancelPendingRead();
        Assert.True((await read.WaitAsync(TimeSpan.FromMinutes(1))).IsCanceled);
        await NoTimerIsLeftAsync();
    }

    [Fact]
    public async Task Token_CancelledWhileSlowed_EndsTheRead()
    {
        await SpendAsync();
        using var end = new CancellationTokenSource();
        var read = _reader.ReadAsync(end.Token).AsTask();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        await NoTimerIsLeftAsync();
    }

    /// <summary>A hundred connections that send and hang up would be served for minutes. Fails when PacedReader._isCut stays false.</summary>
    [Fact]
    public async Task Input_OfOneWhoHangsUpWhileSlowed_IsNotReadToItsEnd()
    {
        await _pipe.Writer.WriteAsync((byte[])[.. Preface, .. Many(10 * PerSecond, Frame(Ping, 8))]);
        await _pipe.Writer.CompleteAsync();
        var result = await _reader.ReadAsync();
        Assert.True(result.IsCompleted);
        Assert.InRange(result.Buffer.Length, 1, PerSecond * 17);
        _reader.AdvanceTo(result.Buffer.GetPosition(10)); // as a server does that copies in parts
        result = await _reader.ReadAsync();
        Assert.True(result.IsCompleted);
        _reader.AdvanceTo(result.Buffer.End);
        result = await _reader.ReadAsync();
        Assert.True(result.IsCompleted && result.Buffer.IsEmpty);
        await _reader.CompleteAsync();
    }

    /// <summary>It goes with the wait, perhaps a moment after who waited goes on.</summary>
    private async Task NoTimerIsLeftAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (_time.NextDue is not null)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task SpendAsync()
    {
        await _pipe.Writer.WriteAsync((byte[])[.. Preface, .. Many(PerSecond, Frame(Ping, 8))]);
        var result = await _reader.ReadAsync();
        _reader.AdvanceTo(result.Buffer.End);
        Assert.True(_pace.IsSpent);
    }
}
