using System.Collections.Concurrent;
using Actors.Remote.Tests.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Remote.Tests.Links;

/// <summary>The nodes of <see cref="ChaosTests"/>, what they do, and what must hold of it.</summary>
internal sealed class ChaosWorld : IAsyncDisposable
{
    private const int Nodes = 3, Reborn = 2, LargeEvery = 50;
    private const long Sender = 1_000_000_000;

    private static readonly DeliveryOptions s_delivery = new() { ResendInterval = TimeSpan.FromMilliseconds(50), MaxResendInterval = TimeSpan.FromMilliseconds(200) };

    private static readonly TimeSpan s_askTimeout = TimeSpan.FromSeconds(1); // of an answer that is lost

    private static long s_senders;

    private readonly InMemoryNetwork _network = new(System.IO.Pipelines.PipeScheduler.ThreadPool);
    private readonly TestNode[] _nodes = new TestNode[Nodes];
    private readonly int _seed;
    private readonly bool _isReal; // over gRPC, which nobody can cut or stall here: sessions are closed, and lives end
    private readonly Random _random;
    private readonly RemoteOptions _options;
    private readonly CancellationTokenSource _calm = new();
    private readonly ConcurrentDictionary<(int To, long Sender), long> _last = [];
    private readonly ConcurrentQueue<string> _wrong = [];
    private readonly ConcurrentDictionary<(int By, ulong Life), int> _terminated = [];
    private readonly HashSet<(int By, ulong Life)> _watched = [];
    private readonly List<(string What, Task Work)> _work = [];
    private readonly ConcurrentQueue<long> _delivered = [];
    private ReliableProducer<Number> _producer = null!;
    private long _sent;
    private ulong _life = 1;

    private ChaosWorld(int seed, int dataStreams, bool isReal)
    {
        _seed = seed;
        _isReal = isReal;
        _random = new Random(seed);
        _options = TestNode.Options with
        {
            DataStreams = dataStreams, ChunkBytes = 4096, ReconnectMin = TimeSpan.FromTicks(1), ReconnectMax = TimeSpan.FromMilliseconds(5),
        };
    }

    internal static async Task<ChaosWorld> StartAsync(int seed, int dataStreams, bool isReal)
    {
        var world = new ChaosWorld(seed, dataStreams, isReal);
        for (int i = 0; i < Nodes; i++) await world.StartNodeAsync(i);
        world.StartDelivery();
        for (int from = 0; from < Nodes; from++)
        {
            for (int to = 0; to < Nodes; to++)
            {
                if (from == to || from == Reborn) continue;
                var (one, other) = (from, to);
                world._work.Add(($"{Name(one)} tells {Name(other)}", Task.Run(() => world.TellAsync(one, other))));
                world._work.Add(($"{Name(one)} asks {Name(other)}", Task.Run(() => world.AskAsync(one, other))));
            }
        }

        world._work.Add(("a delivers to b", Task.Run(world.SendAsync)));
        await world.WatchAsync();
        return world;
    }

    internal async Task RageAsync(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            var (one, other) = Two();
            switch (_random.Next(10))
            {
                case 0 or 1:
                    _network.Cut(Name(one), Name(other));
                    break;
                case 2 or 3 or 4:
                    _network.Heal(Name(one), Name(other));
                    break;
                case 5:
                    _network.Stall(Name(one), Name(other));
                    break;
                case 6:
                    _network.Resume(Name(one), Name(other));
                    _network.Resume(Name(other), Name(one));
                    break;
                case 7 or 8:
                    _nodes[one].Remote.TryGetPeer(_nodes[other].Remote.Self)?.Session?.Close("the test says so");
                    break;
                case 9 when step % 3 == 0:
                    await RebirthAsync(silently: _random.Next(2) == 0);
                    break;
            }

            if (_isReal) await Task.Delay(_random.Next(4)); // a session takes longer to open
            for (int pause = _random.Next(400); pause > 0; pause--) await Task.Yield();
        }
    }

    /// <summary>Everything is healed, and all work ends.</summary>
    internal async Task CalmAsync()
    {
        for (int one = 0; one < Nodes; one++)
        {
            for (int other = 0; other < Nodes; other++)
            {
                _network.Resume(Name(one), Name(other));
                _network.Heal(Name(one), Name(other));
            }
        }

        await _calm.CancelAsync();
        foreach (var (what, work) in _work) await EventuallyAsync(() => work.IsCompleted, what);
        foreach (var (_, work) in _work) await work;
        await _producer.WhenConfirmedAsync().WaitAsync(TestNode.Patience);
    }

    internal async Task VerifyAsync()
    {
        // Links stand and nobody disturbs them: what is told now arrives, all of it, behind what was told before.
        for (int from = 0; from < Nodes; from++)
        {
            for (int to = 0; to < Nodes; to++)
            {
                if (from != to) Assert.Equal(8, await _nodes[from].AddAsync(_nodes[to], 7));
            }
        }

        int[] disconnected = [.. _nodes.Select(node => node.Log.Count(2002))];
        for (int from = 0; from < Nodes; from++)
        {
            for (int to = 0; to < Nodes; to++)
            {
                if (from == to) continue;
                long sender = NewSender();
                var target = _nodes[from].Ref<object>(_nodes[to], "inbox");
                for (int i = 1; i <= 100; i++) await target.TellAsync(Message(sender, i));
                await EventuallyAsync(() => _last.GetValueOrDefault((to, sender)) == 100, $"what {Name(from)} told {Name(to)} in peace: {_last.GetValueOrDefault((to, sender))} of 100");
            }
        }

        Assert.Equal(disconnected, _nodes.Select(node => node.Log.Count(2002)));
        Assert.Empty(_wrong);
        Assert.Equal(Enumerable.Range(1, (int)_sent).Select(static i => (long)i), _delivered);
        var over = _watched.Where(watch => watch.Life != _life).ToHashSet();
        await EventuallyAsync(() => over.All(watch => _terminated.ContainsKey(watch)), $"Terminated of {string.Join(", ", over.Where(watch => !_terminated.ContainsKey(watch)))}");
        Assert.True(over.SetEquals(_terminated.Keys), $"present life {_life}; Terminated of {string.Join(", ", _terminated.Keys.Except(over))}");
        Assert.All(_terminated, told => Assert.True(told.Value == 1, $"{told.Key}: {told.Value} times"));
    }

    public async ValueTask DisposeAsync()
    {
        await _calm.CancelAsync();
        foreach (var node in _nodes) await node.DisposeAsync();
        _calm.Dispose();
    }

    private static string Name(int node) => ((char)('a' + node)).ToString();

    private (int One, int Other) Two()
    {
        int one = _random.Next(Nodes);
        return (one, (one + 1 + _random.Next(Nodes - 1)) % Nodes);
    }

    private async Task StartNodeAsync(int index)
    {
        ILinkTransport inner = _isReal ? new GrpcLinkTransport(_options.Transport, TimeProvider.System, NullLoggerFactory.Instance) : _network.CreateTransport(Name(index), TimeProvider.System);
        var options = _options with { Port = _nodes[index]?.Remote.Self.Port ?? 0 };
        var node = await TestNode.StartAsync(Name(index), new ShakyTransport(inner, (_seed * 100) + index), options, incarnation: index == Reborn ? _life : 1);
        node.SpawnAdder();
        node.Spawn<object>("inbox", (_, message) =>
        {
            OnMessage(index, message);
            return Behavior.Same<object>();
        });
        _nodes[index] = node;
    }

    /// <summary>The last node stops, in order or so that nobody hears of it, and another life begins under its address.</summary>
    private async Task RebirthAsync(bool silently)
    {
        if (silently)
        {
            for (int other = 0; other < Reborn; other++) _network.Cut(Name(Reborn), Name(other));
        }

        for (int other = 0; other < Reborn; other++) // its own writes must not wait for ever
        {
            _network.Resume(Name(Reborn), Name(other));
            _network.Resume(Name(other), Name(Reborn));
        }

        var over = _nodes[0].Pinned<Number>(_nodes[Reborn], "adder");
        await _nodes[Reborn].DisposeAsync();
        _life++;
        await StartNodeAsync(Reborn);
        ActorSystem.Stop(over); // the next life's actor of that name lives on
        await WatchAsync();
    }

    /// <summary>Each of the others watches the present life of the last.</summary>
    private async Task WatchAsync()
    {
        for (int by = 0; by < Reborn; by++)
        {
            var (watch, life) = ((by, _life), _nodes[Reborn].Remote.Self);
            var watched = _nodes[by].Pinned<Number>(_nodes[Reborn], "adder");
            _watched.Add(watch);
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _nodes[by].System.Spawn(Props.FromBehavior(Behavior.Setup<Number>(context =>
            {
                context.Watch(watched);
                begun.SetResult();
                return Behavior.Receive<Number>(static (_, _) => Behavior.Same<Number>()).OnSignal((_, signal) =>
                {
                    if (signal is Terminated) _terminated.AddOrUpdate(watch, 1, static (_, count) => count + 1);
                    return Behavior.Same<Number>();
                });
            })), $"watcher{life.Incarnation}");
            await begun.Task.WaitAsync(TestNode.Patience);
        }
    }

    private void StartDelivery()
    {
        _nodes[1].System.Spawn(ReliableConsumer.Props(Props.FromBehavior(Behavior.Receive<Delivery<Number>>((_, delivery) =>
        {
            _delivered.Enqueue(delivery.Message.Value);
            delivery.Confirm();
            return Behavior.Same<Delivery<Number>>();
        })), s_delivery), "consumer");
        _producer = ReliableProducer<Number>.Spawn(_nodes[0].System, "producer", _nodes[0].Ref<Sequenced<Number>>(_nodes[1], "consumer"), s_delivery);
    }

    private async Task SendAsync()
    {
        while (!_calm.IsCancellationRequested) await _producer.SendAsync(new Number(++_sent));
    }

    private async Task TellAsync(int from, int to)
    {
        long sender = NewSender();
        for (int i = 1; !_calm.IsCancellationRequested; i++)
        {
            await _nodes[from].Ref<object>(_nodes[to], "inbox").TellAsync(Message(sender, i));
            if (i % 20 == 0) await Task.Delay(1); // a pace, not a wait: the chaos has its own
        }
    }

    private async Task AskAsync(int from, int to)
    {
        for (int i = 0; !_calm.IsCancellationRequested; i++)
        {
            try
            {
                var sum = await _nodes[from].Ref<Number>(_nodes[to], "adder").Ask<Number, Number>(new Number(i), s_askTimeout).AsTask().WaitAsync(TestNode.Patience);
                if (sum.Value != i + 1) _wrong.Enqueue($"{i} + 1 is {sum.Value} at {Name(to)}");
            }
            catch (Exception error) when (error is ActorException or RemoteException)
            {
                await Task.Yield();
            }
            catch (Exception error)
            {
                _wrong.Enqueue($"an ask of {Name(from)} at {Name(to)}: {error}");
                return;
            }
        }
    }

    private static long NewSender() => Interlocked.Increment(ref s_senders);

    private static object Message(long sender, int number) =>
        number % LargeEvery == 0 ? new Blob([.. BitConverter.GetBytes((sender * Sender) + number), .. new byte[20_000]]) : new Number((sender * Sender) + number);

    private void OnMessage(int to, object message)
    {
        long value = message is Blob blob ? BitConverter.ToInt64(blob.Bytes) : ((Number)message).Value;
        var (sender, number) = (value / Sender, value % Sender);
        long last = _last.GetValueOrDefault((to, sender));
        if (number <= last) _wrong.Enqueue($"{Name(to)} got {number} of {sender} after {last}");
        _last[(to, sender)] = number;
    }

    private static async Task EventuallyAsync(Func<bool> holds, string what)
    {
        using var limit = new CancellationTokenSource(TestNode.Patience);
        while (!holds())
        {
            Assert.False(limit.IsCancellationRequested, what);
            await Task.Yield();
        }
    }
}
