using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Actors.Remote.Tests.Links;

/// <summary>Whatever a transport's reader throws, whoever reads the link sees a LinkException with the reason.</summary>
public sealed class LinkInputTests
{
    public static TheoryData<string> Breaks => ["aborted", "reset", "disposed", "cancelled", "io"];

    /// <summary>
    /// A read ends with what has come in the moment the link is closed, and the reader's stream is aborted by then: Kestrel's lets
    /// nothing be given back. Seen to fail without the try in LinkInput.GiveBack: its own exception came out, and an orderly end
    /// waited for a reader that nobody used any more.
    /// </summary>
    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task ReadAsync_ClosedWhileItWaitsAndTheStreamIsAborted_FailsWithTheReasonOfTheClose(string how)
    {
        var reader = new BreakingReader(how);
        var input = new LinkInput(reader, "the peer", static () => null);
        var reading = input.ReadAsync().AsTask();
        input.Close("the test says so");
        reader.CancelledRead.SetResult();
        Assert.Contains("the test says so", (await Assert.ThrowsAsync<LinkException>(() => reading)).Message, StringComparison.Ordinal);
        Assert.IsType(BreakingReader.ErrorOf(how).GetType(), await Record.ExceptionAsync(() => input.DrainAsync(default))); // it reads at once
        Assert.IsType<LinkException>(await Record.ExceptionAsync(async () => await input.ReadAsync()));
        Assert.IsType<LinkException>(Record.Exception(() => input.TryRead(out _)));
    }

    /// <summary>Seen to fail, for a reader that has been disposed, while all that is an InvalidOperationException passed as it was.</summary>
    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task ReadAsync_StreamBroken_FailsAsTheLink(string how)
    {
        Assert.IsType<LinkException>(await Record.ExceptionAsync(async () => await Broken().ReadAsync()));
        Assert.IsType<LinkException>(Record.Exception(() => Broken().TryRead(out _)));
        Assert.IsType<LinkException>(Record.Exception(() => Broken().AdvanceTo(default)));

        LinkInput Broken() => new(new BreakingReader(how) { IsBroken = true }, "the peer", static () => null);
    }

    /// <summary>Its first read waits for the test; from then on, or from the beginning, everything throws.</summary>
    private sealed class BreakingReader(string how) : PipeReader
    {
        internal TaskCompletionSource CancelledRead { get; } = new();

        internal bool IsBroken { get; set; }

        internal static Exception ErrorOf(string how) => how switch
        {
            "aborted" => new ConnectionAbortedException(),
            "reset" => new ConnectionResetException("reset"),
            "disposed" => new ObjectDisposedException("HttpRequestPipeReader"),
            "cancelled" => new TaskCanceledException(),
            _ => new IOException(),
        };

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            if (IsBroken) throw ErrorOf(how);
            IsBroken = true;
            return ReadSlowAsync();
        }

        public override bool TryRead(out ReadResult result) => throw ErrorOf(how);

        public override void AdvanceTo(SequencePosition consumed) => throw ErrorOf(how);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => throw ErrorOf(how);

        public override void CancelPendingRead()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        private async ValueTask<ReadResult> ReadSlowAsync()
        {
            await CancelledRead.Task;
            return new ReadResult(ReadOnlySequence<byte>.Empty, isCanceled: true, isCompleted: false);
        }
    }
}
