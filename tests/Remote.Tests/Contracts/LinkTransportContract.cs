using System.Buffers;
using System.Collections.Concurrent;

namespace Actors.Remote.Tests;

/// <summary>
/// What every <see cref="ILinkTransport"/> promises. Each implementation's test class derives from this. Proven able to
/// fail: back-pressure with the in-memory pipes unbounded, release with the list of open links never forgetting a link.
/// </summary>
public abstract class LinkTransportContract
{
    private const string Host = "127.0.0.1";

    /// <summary>Only to keep a broken implementation from hanging the run; no test depends on it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Two transports that reach each other.</summary>
    private protected abstract (ILinkTransport Acceptor, ILinkTransport Dialler) CreatePair();

    /// <summary>Links of the transport that are not released.</summary>
    private protected abstract int OpenLinks(ILinkTransport transport);

    [Fact]
    public Task Link_PeerEchoes_ReturnsTheSameBytes() => WithLinkAsync(LinkReading.EchoAsync, async link =>
    {
        byte[] sent = [1, 2, 3];
        await link.WriteAsync(sent, default);
        Assert.Equal(sent, await link.ReadExactlyAsync(3));
    });

    [Fact]
    public Task Link_ManySmallWrites_ArriveInOrder() => WithLinkAsync(LinkReading.EchoAsync, async link =>
    {
        const int count = 5_000;
        Task writing = Task.Run(async () =>
        {
            for (int i = 0; i < count; i++) await link.WriteAsync(BitConverter.GetBytes(i), default);
        });
        byte[] received = await link.ReadExactlyAsync(count * sizeof(int));
        for (int i = 0; i < count; i++) Assert.Equal(i, BitConverter.ToInt32(received, i * sizeof(int)));
        await writing;
    });

    [Fact]
    public async Task Link_TenMegabytesBothWaysAtOnce_AllArriveInOrder()
    {
        byte[] there = Pattern(10 * 1024 * 1024, 1), back = Pattern(10 * 1024 * 1024, 2);
        var checkedThere = new TaskCompletionSource();
        await WithLinkAsync(
            async link =>
            {
                await Task.WhenAll(WriteInChunksAsync(link, back), Task.Run(() => ExpectAsync(link, there)));
                checkedThere.SetResult();
                await link.ReadToEndAsync();
            },
            async link =>
            {
                await Task.WhenAll(WriteInChunksAsync(link, there), Task.Run(() => ExpectAsync(link, back)));
                await checkedThere.Task;
            });
    }

    [Fact]
    public async Task WriteAsync_PeerDoesNotRead_WaitsUntilItReads()
    {
        var read = new TaskCompletionSource();
        long sent = 0;
        await WithLinkAsync(
            async link =>
            {
                await read.Task;
                await link.ReadToEndAsync();
            },
            async link =>
            {
                // Whatever the windows and buffers are, they are far smaller than this.
                const long limit = 256L * 1024 * 1024;
                byte[] chunk = new byte[1024 * 1024];
                Task pending = Task.CompletedTask;
                while (sent < limit)
                {
                    pending = link.WriteAsync(chunk, default).AsTask();
                    sent += chunk.Length;
                    if (!pending.IsCompleted && !await CompletesWhileOthersRunAsync(pending)) break;
                    await pending;
                }

                Assert.True(sent < limit, "the writer was never stopped");
                read.SetResult();
                await pending;
            });
    }

    [Fact]
    public async Task Input_PeerDisposes_CompletesAfterAllBytes()
    {
        byte[] data = Pattern(300_000, 3);
        int received = 0;
        await WithLinkAsync(
            async link =>
            {
                await link.WriteAsync(data, default);
                await link.DisposeAsync();
            },
            async link =>
            {
                await link.ReadToEndAsync(chunk => received += (int)chunk.Length);
                Assert.Equal(data.Length, received);
            });
    }

    [Fact]
    public async Task DisposeAsync_AfterWrites_PeerReceivesAllThenTheEnd()
    {
        byte[] data = Pattern(3_000_000, 4);
        var received = new ArrayBufferWriter<byte>();
        await WithLinkAsync(
            link => link.ReadToEndAsync(chunk =>
            {
                foreach (ReadOnlyMemory<byte> part in chunk) received.Write(part.Span);
            }),
            async link =>
            {
                await link.WriteAsync(data, default);
                await link.DisposeAsync();
            });
        Assert.Equal(data, received.WrittenSpan.ToArray());
    }

    /// <summary>That a dead one is known needs a network that drops packets: LinkFaultTests of the integration tests.</summary>
    [Fact]
    public async Task IsUnheardFor_AHealthyLink_IsFalseWhetherOrNotAnybodyReads() =>
        await WithLinkAsync(
            async link =>
            {
                Assert.False(link.IsUnheardFor(TimeSpan.Zero));
                await link.ReadToEndAsync();
                Assert.False(link.IsUnheardFor(TimeSpan.Zero));
            },
            async link =>
            {
                await link.WriteAsync(new byte[1], default);
                Assert.False(link.IsUnheardFor(TimeSpan.Zero));
                await link.DisposeAsync();
                Assert.False(link.IsUnheardFor(TimeSpan.Zero));
            });

    [Fact]
    public async Task Abort_BothSidesReading_BothReadsFail()
    {
        var peerFailed = new TaskCompletionSource<Exception>();
        await WithLinkAsync(
            async link => peerFailed.SetResult(await Assert.ThrowsAsync<LinkException>(() => link.ReadToEndAsync())),
            async link =>
            {
                Task reading = link.ReadToEndAsync();
                link.Abort("the test says so");
                link.Abort("again");
                var error = await Assert.ThrowsAsync<LinkException>(() => reading);
                Assert.Contains("the test says so", error.Message, StringComparison.Ordinal);
                await peerFailed.Task;
                await Assert.ThrowsAsync<LinkException>(() => link.ReadToEndAsync());
                await Assert.ThrowsAsync<LinkException>(async () => await link.WriteAsync(new byte[1], default));
            });
    }

    [Fact]
    public async Task Abort_ByTheAcceptor_DiallersReadFails() =>
        await WithLinkAsync(
            async link =>
            {
                await link.ReadExactlyAsync(1);
                link.Abort("the test says so");
            },
            async link =>
            {
                await link.WriteAsync(new byte[1], default);
                await Assert.ThrowsAsync<LinkException>(() => link.ReadToEndAsync());
            });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Abort_WhileAWriteWaits_TheWriteFails(bool ofTheWriter)
    {
        var stuck = new TaskCompletionSource();
        await WithLinkAsync(
            async link =>
            {
                await stuck.Task;
                if (!ofTheWriter) link.Abort("the test says so");
                else await Assert.ThrowsAsync<LinkException>(() => link.ReadToEndAsync());
            },
            async link =>
            {
                Task writing = FillAsync(link, stuck);
                await stuck.Task;
                if (ofTheWriter) link.Abort("the test says so");
                await Assert.ThrowsAsync<LinkException>(() => writing);
            });
    }

    [Fact]
    public async Task WriteAsync_CancelledWhileWaiting_ThrowsAndEndsTheLink()
    {
        var stuck = new TaskCompletionSource();
        var done = new TaskCompletionSource();
        await WithLinkAsync(
            async _ => await done.Task,
            async link =>
            {
                using var cancel = new CancellationTokenSource();
                Task writing = FillAsync(link, stuck, cancel.Token);
                await stuck.Task;
                await cancel.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
                await Assert.ThrowsAsync<LinkException>(async () => await link.WriteAsync(new byte[1], default));
                done.SetResult();
            });
    }

    [Fact]
    public async Task ConnectAsync_NobodyListens_FailsNamingTheAddress()
    {
        (ILinkTransport acceptor, ILinkTransport dialler) = CreatePair();
        await using ILinkTransport first = acceptor, second = dialler;
        int port = await acceptor.ListenAsync(Host, 0, _ => Task.CompletedTask, default);
        await acceptor.DisposeAsync();
        var error = await Assert.ThrowsAsync<LinkException>(async () => await dialler.ConnectAsync(Host, port, default));
        Assert.Contains($"{Host}:{port}", error.Message, StringComparison.Ordinal);
        Assert.Contains("refused", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListenAsync_PortInUse_FailsNamingTheAddress()
    {
        (ILinkTransport acceptor, ILinkTransport dialler) = CreatePair();
        await using ILinkTransport first = acceptor, second = dialler;
        int port = await acceptor.ListenAsync(Host, 0, _ => Task.CompletedTask, default);
        var error = await Assert.ThrowsAsync<LinkException>(async () => await dialler.ListenAsync(Host, port, _ => Task.CompletedTask, default));
        Assert.Contains($"cannot listen on {Host}:{port}: address already in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transport_DisposedWhileHandlersRun_EndsTheirLinks()
    {
        (ILinkTransport acceptor, ILinkTransport dialler) = CreatePair();
        await using ILinkTransport second = dialler;
        var handler = new TaskCompletionSource<Exception>();
        int port = await acceptor.ListenAsync(Host, 0, Handle, default);
        await using ILinkStream link = await dialler.ConnectAsync(Host, port, default);
        await link.WriteAsync(new byte[1], default);
        await acceptor.DisposeAsync().AsTask().WaitAsync(Patience);
        Assert.IsType<LinkException>(await handler.Task.WaitAsync(Patience));
        await Assert.ThrowsAsync<LinkException>(() => link.ReadToEndAsync().WaitAsync(Patience));
        Assert.Equal(0, OpenLinks(acceptor));

        async Task Handle(ILinkStream accepted) => handler.SetResult((await Record.ExceptionAsync(() => accepted.ReadToEndAsync()))!);
    }

    [Fact]
    public async Task ConnectAsync_AfterDispose_Fails()
    {
        (ILinkTransport acceptor, ILinkTransport dialler) = CreatePair();
        await using ILinkTransport first = acceptor;
        int port = await acceptor.ListenAsync(Host, 0, _ => Task.CompletedTask, default);
        await dialler.DisposeAsync();
        await Assert.ThrowsAsync<LinkException>(async () => await dialler.ConnectAsync(Host, port, default));
    }

    [Fact]
    public async Task ListenAsync_HandlerThrows_EndsThatLinkOnly()
    {
        (ILinkTransport acceptor, ILinkTransport dialler) = CreatePair();
        await using ILinkTransport first = acceptor, second = dialler;
        int accepted = 0;
        int port = await acceptor.ListenAsync(
            Host, 0, link => Interlocked.Increment(ref accepted) == 1 ? throw new InvalidOperationException("as the test wants") : link.EchoAsync(), default);
        await using (ILinkStream failing = await dialler.ConnectAsync(Host, port, default))
            await Assert.ThrowsAsync<LinkException>(() => failing.ReadToEndAsync().WaitAsync(Patience));
        await using ILinkStream good = await dialler.ConnectAsync(Host, port, default);
        await good.WriteAsync(new byte[] { 9 }, default);
        Assert.Equal([9], await good.ReadExactlyAsync(1).WaitAsync(Patience));
    }

    [Fact]
    public async Task Links_ManyAtOnce_DoNotMix()
    {
        (ILinkTransport acceptor, ILinkTransport dialler) = CreatePair();
        await using ILinkTransport first = acceptor, second = dialler;
        int port = await acceptor.ListenAsync(Host, 0, LinkReading.EchoAsync, default);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            await using ILinkStream link = await dialler.ConnectAsync(Host, port, default);
            byte[] data = Pattern(50_000, number);
            await Task.WhenAll(WriteInChunksAsync(link, data), ExpectAsync(link, data));
        })).WaitAsync(Patience);
    }

    [Fact]
    public async Task Links_OpenedAndClosed200Times_AreAllReleased()
    {
        (ILinkTransport acceptor, ILinkTransport dialler) = CreatePair();
        await using ILinkTransport first = acceptor, second = dialler;
        var ended = new ConcurrentQueue<Task>();
        int port = await acceptor.ListenAsync(Host, 0, Handle, default);
        for (int i = 0; i < 200; i++)
        {
            ILinkStream link = await dialler.ConnectAsync(Host, port, default);
            await link.WriteAsync(new byte[1], default);
            Assert.Single(await link.ReadExactlyAsync(1));
            if (i % 3 == 0) link.Abort("the test says so");
            await link.DisposeAsync();
        }

        Assert.Equal(0, OpenLinks(dialler));
        await Task.WhenAll(ended).WaitAsync(Patience);
        await acceptor.DisposeAsync();
        Assert.Equal(0, OpenLinks(acceptor));

        async Task Handle(ILinkStream link)
        {
            var done = new TaskCompletionSource();
            ended.Enqueue(done.Task);
            await Record.ExceptionAsync(link.EchoAsync);
            done.SetResult();
        }
    }

    /// <summary>Seen to fail with a connection's window as small as a stream's.</summary>
    [Fact]
    public async Task ConnectBesideAsync_FirstNotRead_TheOtherStillEchoes()
    {
        (ILinkTransport acceptor, ILinkTransport dialler) = CreatePair();
        await using ILinkTransport first = acceptor, second = dialler;
        var stuck = new TaskCompletionSource();
        var read = new TaskCompletionSource();
        int accepted = 0;
        int port = await acceptor.ListenAsync(Host, 0, HandleAsync, default);
        await using ILinkStream full = await dialler.ConnectAsync(Host, port, default);
        Task filling = FillAsync(full, stuck);
        await stuck.Task.WaitAsync(Patience);
        await using ILinkStream beside = await dialler.ConnectBesideAsync(full, Host, port, default).AsTask().WaitAsync(Patience);
        byte[] data = Pattern(300_000, 5);
        await Task.WhenAll(WriteInChunksAsync(beside, data), ExpectAsync(beside, data)).WaitAsync(Patience);
        full.Abort("the test is done");
        await Assert.ThrowsAsync<LinkException>(() => filling.WaitAsync(Patience));
        read.SetResult();

        async Task HandleAsync(ILinkStream link)
        {
            if (Interlocked.Increment(ref accepted) > 1)
            {
                await link.EchoAsync();
                return;
            }

            await read.Task;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ConnectBesideAsync_OneEndsInOrder_TheOtherGoesOn(bool firstEnds)
    {
        (ILinkTransport acceptor, ILinkTransport dialler) = CreatePair();
        await using ILinkTransport first = acceptor, second = dialler;
        int port = await acceptor.ListenAsync(Host, 0, LinkReading.EchoAsync, default);
        await using ILinkStream one = await dialler.ConnectAsync(Host, port, default);
        await using ILinkStream other = await dialler.ConnectBesideAsync(one, Host, port, default);
        var (ends, stays) = firstEnds ? (one, other) : (other, one);
        await ends.DisposeAsync().AsTask().WaitAsync(Patience);
        await stays.WriteAsync(new byte[] { 9 }, default);
        Assert.Equal([9], await stays.ReadExactlyAsync(1).WaitAsync(Patience));
        await stays.DisposeAsync().AsTask().WaitAsync(Patience);
        Assert.Equal(0, OpenLinks(dialler));
    }

    [Fact]
    public Task DisposeAsync_Twice_BothComplete() => WithLinkAsync(LinkReading.EchoAsync, async link =>
    {
        await Task.WhenAll(link.DisposeAsync().AsTask(), link.DisposeAsync().AsTask());
        await Assert.ThrowsAsync<LinkException>(() => link.ReadToEndAsync());
        await Assert.ThrowsAsync<LinkException>(async () => await link.WriteAsync(new byte[1], default));
    });

    /// <summary>One link: the acceptor's side runs <paramref name="accepted"/>, ours runs <paramref name="dialled"/>. Fails with either's failure.</summary>
    private async Task WithLinkAsync(Func<ILinkStream, Task> accepted, Func<ILinkStream, Task> dialled)
    {
        (ILinkTransport acceptor, ILinkTransport dialler) = CreatePair();
        await using ILinkTransport first = acceptor, second = dialler;
        var handled = new TaskCompletionSource();
        int port = await acceptor.ListenAsync(Host, 0, HandleAsync, default);
        await using (ILinkStream link = await dialler.ConnectAsync(Host, port, default))
            await Task.Run(() => dialled(link)).WaitAsync(Patience);
        await handled.Task.WaitAsync(Patience);

        async Task HandleAsync(ILinkStream link)
        {
            try
            {
                await accepted(link);
                handled.SetResult();
            }
            catch (Exception exception)
            {
                handled.SetException(exception);
            }
        }
    }

    /// <summary>
    /// True when <paramref name="write"/> completes while another pair of transports does much the same. A wrong false
    /// only makes a test stop to write earlier; it never makes one fail.
    /// </summary>
    private async Task<bool> CompletesWhileOthersRunAsync(Task write)
    {
        (ILinkTransport acceptor, ILinkTransport dialler) = CreatePair();
        await using ILinkTransport first = acceptor, second = dialler;
        int port = await acceptor.ListenAsync(Host, 0, LinkReading.EchoAsync, default);
        await using ILinkStream link = await dialler.ConnectAsync(Host, port, default);
        for (int i = 0; i < 20 && !write.IsCompleted; i++)
        {
            await link.WriteAsync(new byte[64 * 1024], default);
            await link.ReadExactlyAsync(64 * 1024);
        }

        return write.IsCompleted;
    }

    /// <summary>Writes until a write waits, tells so, and lets it wait.</summary>
    private async Task FillAsync(ILinkStream link, TaskCompletionSource stuck, CancellationToken cancellationToken = default)
    {
        byte[] chunk = new byte[4 * 1024 * 1024];
        while (true)
        {
            Task write = link.WriteAsync(chunk, cancellationToken).AsTask();
            if (!write.IsCompleted && !await CompletesWhileOthersRunAsync(write)) stuck.TrySetResult();
            await write;
        }
    }

    private static async Task WriteInChunksAsync(ILinkStream link, byte[] data)
    {
        for (int at = 0; at < data.Length; at += 60_000)
            await link.WriteAsync(data.AsMemory(at, Math.Min(60_000, data.Length - at)), default);
    }

    private static async Task ExpectAsync(ILinkStream link, byte[] data)
    {
        int at = 0;
        while (at < data.Length)
        {
            int next = Math.Min(100_000, data.Length - at);
            byte[] read = await link.ReadExactlyAsync(next);
            Assert.True(read.AsSpan().SequenceEqual(data.AsSpan(at, next)), $"bytes {at} to {at + next} differ");
            at += next;
        }
    }

    private static byte[] Pattern(int bytes, int seed)
    {
        byte[] data = new byte[bytes];
        new Random(seed).NextBytes(data);
        return data;
    }
}
