using System.Collections.Concurrent;

namespace Actors.Core.Tests;

/// <summary>
/// Tokens hop between actors that at random fail and are restarted, stop, are poisoned, stop others, put messages aside,
/// and watch one another. A token whose message is a dead letter is told again from outside, so that each one makes all
/// of its hops: one that is lost without a dead letter never ends, and one that is doubled ends twice or breaks the numbers.
/// </summary>
internal sealed class StressWorld
{
    private readonly ActorSystem _system;
    private readonly StressLife[] _slots;
    private readonly ConcurrentQueue<StressLife> _all = new();
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _seed;
    private readonly int _tokens;
    private readonly int _rarity;
    private readonly ActorRef<int> _director;
    private readonly IDisposable _subscription;
    private int _lastId;
    private long _ended;
    private long _retold;
    private long _dead;

    /// <param name="system">Where.</param>
    /// <param name="seed">Of everything the actors choose.</param>
    /// <param name="slots">Actors that live at a time.</param>
    /// <param name="tokens">Messages on their way at a time.</param>
    /// <param name="rarity">One message in about so many has the actor stop, fail, watch and so on.</param>
    internal StressWorld(ActorSystem system, int seed, int slots, int tokens, int rarity)
    {
        _system = system;
        (_seed, _tokens, _rarity) = (seed, tokens, rarity);
        _slots = new StressLife[slots];
        _subscription = system.DeadLetters.Subscribe(OnDeadLetter);
        var strategy = SupervisionStrategy.Always(Directive.Restart) with { MaxRestarts = SupervisionStrategy.Unlimited };
        _director = system.Spawn(Props.FromBehavior(Director()).WithSupervision(strategy), "director");
        for (int slot = 0; slot < slots; slot++) _director.Tell(slot);
        _director.Tell(slots); // after them: all slots are filled
    }

    /// <summary>Completes when there is an actor in each slot; <see cref="Start"/> comes after it.</summary>
    internal Task Ready => _ready.Task;

    /// <summary>Completes when each token has made its last hop.</summary>
    internal Task Done => _done.Task;

    internal string Progress => $"{Interlocked.Read(ref _ended)} of {_tokens} tokens have ended, {Interlocked.Read(ref _dead)} messages were dead letters, {_lastId} lives";

    internal long Handled => _all.Sum(life => life.Handled);

    internal int Lives => _lastId;

    /// <summary>Once the director has filled all slots.</summary>
    internal void Start(int hops)
    {
        for (int token = 0; token < _tokens; token++) Inject(hops);
    }

    /// <summary>Completes when each life that has ended has told its watchers, and lives that go on have heard it.</summary>
    internal async Task SettleAsync()
    {
        while (true)
        {
            int lives = _all.Count;
            foreach (var life in _all)
            {
                // Its watch is answered by a turn after the one that told the other watchers.
                if (!life.Ref.IsAlive) await ActorSystem.WhenTerminated(life.Ref);
            }

            // A system message comes before a user message, so who has handled this one has heard of all those ends.
            bool all = true;
            foreach (var life in _all.Where(life => life.Ref.IsAlive)) all &= await AnswersAsync(life);
            if (all && lives == _all.Count) return; // else one was still to stop: again, with who took its slot
        }
    }

    private static async Task<bool> AnswersAsync(StressLife life)
    {
        try
        {
            return await life.Ref.Ask<StressHop, bool>(default(StressHop), TimeSpan.FromMinutes(1));
        }
        catch (DeadActorException)
        {
            return false;
        }
    }

    /// <summary>What went wrong; empty if nothing did. Call it when the system has shut down or stands still.</summary>
    internal string[] Problems()
    {
        _subscription.Dispose();
        long ended = Interlocked.Read(ref _ended);
        if (ended != _tokens) _problems.Enqueue($"{ended} tokens have ended, not {_tokens}");
        foreach (var life in _all)
        {
            if (life.HasEnded) continue;
            foreach (var missed in life.Watching.Where(watched => watched.HasEnded)) _problems.Enqueue($"life {life.Id} was not told that life {missed.Id} has ended");
        }

        return [.. _problems.Take(10)];
    }

    private Behavior<int> Director() => Behavior.Receive<int>((context, slot) =>
    {
        if (slot < _slots.Length) Fill(context, slot);
        else _ready.TrySetResult();
        return Behavior.Same<int>();
    }).OnSignal((context, signal) =>
    {
        if (signal is not Terminated { Actor: var actor }) return Behavior.Unhandled<int>();
        var life = Array.Find(_slots, life => life is not null && life.Ref.Equals(actor));
        if (life is null || life.HasEnded)
        {
            _problems.Enqueue($"the director was told twice that {actor} has ended");
            return Behavior.Same<int>();
        }

        life.HasEnded = true;
        Fill(context, life.Slot);
        return Behavior.Same<int>();
    });

    private void Fill(ActorContext<int> context, int slot)
    {
        var life = new StressLife(++_lastId, slot, _seed);
        life.Ref = context.Spawn(Props.FromBehavior(StressActor.Create(this, life)), $"life-{life.Id}");
        context.Watch(life.Ref);
        _all.Enqueue(life);
        Volatile.Write(ref _slots[slot], life);
    }

    internal int Rarity => _rarity;

    internal StressLife Pick(Random random) => Volatile.Read(ref _slots[random.Next(_slots.Length)]);

    internal void Report(string? problem)
    {
        if (problem is not null && _problems.Count < 100) _problems.Enqueue(problem);
    }

    internal void EndToken()
    {
        if (Interlocked.Increment(ref _ended) == _tokens) _done.TrySetResult();
    }

    private void OnDeadLetter(DeadLetter letter)
    {
        if (letter.Message is not StressHop { To: not null } hop) return;
        Interlocked.Increment(ref _dead);
        if (letter.Reason is not (DeadLetterReason.ActorStopped or DeadLetterReason.HandlerFailed)) Report($"a dead letter with the reason {letter.Reason}");
        Inject(hop.Left);
    }

    /// <summary>From outside: any thread, without a number.</summary>
    private void Inject(int left)
    {
        var to = Volatile.Read(ref _slots[(uint)Interlocked.Increment(ref _retold) % (uint)_slots.Length]);
        to.Ref.Tell(new StressHop(null, to, 0, left));
    }
}
