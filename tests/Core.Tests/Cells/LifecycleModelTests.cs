using System.Text.RegularExpressions;

namespace Actors.Core.Tests;

/// <summary>
/// Random trees of actors with random strategies that fail, stop and restart in random orders: whatever happens, each life
/// goes by the table, children end before their parent, and every message is handled once or a dead letter once.
/// </summary>
public sealed partial class LifecycleModelTests
{
    private const int Seeds = 300;

    [Fact]
    public void AnyTree_UnderAnyFailures_KeepsTheRulesOfLife()
    {
        // Seen to fail when a restart drops its mailbox without a word, when a restart does not wait for the children, when a
        // retry loses the message, and when an end is told twice and not taken out of the watcher's table.
        for (int seed = 0; seed < Seeds; seed++) new Forest(seed).Check();
    }

    /// <summary>S, X: a set-up that goes well, or throws. s, R, r, P: PreStart, PreRestart, PostRestart, PostStop. The rest: while it runs.</summary>
    [GeneratedRegex("^(?:|X|Ss[mfct]*(?:RX*Sr[mfct]*)*(?:P|RP|RX+))$")]
    private static partial Regex LifeRule();

    private sealed record Job(string Kind, int Failures = 0)
    {
        internal int Attempts { get; set; }
    }

    private sealed class Forest
    {
        private readonly int _seed;
        private readonly Random _random;
        private readonly Dictionary<ActorRef, Trace> _traces = [];
        private readonly List<ActorRef<Job>> _actors = [];
        private readonly List<string> _problems = []; // not thrown on the spot: the actor would take it for its own failure
        private int _told;
        private int _handled;

        internal Forest(int seed)
        {
            _seed = seed;
            _random = new Random(seed);
        }

        internal void Check()
        {
            Stage stage;
            IDisposable events;
            using (stage = new Stage(_seed, o => o with { Supervision = Strategy(mayEscalate: false), DeadLetterCapacity = 0 }))
            {
                events = stage.System.Events.Subscribe<ActorEvent>(occurrence =>
                {
                    if (!_traces.TryGetValue(occurrence.Actor, out var trace)) return; // a guardian's
                    if (occurrence is ActorStarted) trace.Started++;
                    if (occurrence is ActorStopped) trace.Stopped++;
                });
                for (int i = 0; i < 3; i++) Add(stage.System.Spawn(Props.FromBehavior(Node(depth: 0)).WithSupervision(Strategy(mayEscalate: true)), $"top{i}"));
                for (int step = 0; step < 60; step++) Step(stage);
            }

            Assert.True(_problems.Count == 0, $"seed {_seed}: {string.Join("; ", _problems)}");
            foreach (var (actor, trace) in _traces) trace.Verify(_seed, actor);
            Assert.True(_told == _handled + stage.DeadLetters.Total, $"seed {_seed}: {_told} told, {_handled} handled, {stage.DeadLetters.Total} dead");
            Assert.True(stage.Time.NextDue is null, $"seed {_seed}: a timer is left");
            events.Dispose();
        }

        private void Step(Stage stage)
        {
            var actor = _actors[_random.Next(_actors.Count)];
            switch (_random.Next(10))
            {
                case 0: ActorSystem.Stop(actor); break;
                case 1: stage.RunFor(TimeSpan.FromMilliseconds(_random.Next(2_000))); break;
                case 2 or 3 or 4: Tell(actor, new Job("fail", _random.Next(1, 5))); break;
                case 5: Tell(actor, new Job("stop")); break;
                default: Tell(actor, new Job("work")); break;
            }

            for (int turns = _random.Next(6); turns > 0; turns--) stage.Dispatcher.RunOne();
        }

        private void Tell(ActorRef<Job> actor, Job job)
        {
            _told++;
            actor.Tell(job);
        }

        private ActorRef<Job> Add(ActorRef<Job> actor)
        {
            _actors.Add(actor);
            _traces.TryAdd(actor, new Trace());
            return actor;
        }

        private Behavior<Job> Node(int depth) => Behavior.Setup<Job>(context =>
        {
            if (!_traces.TryGetValue(context.Self, out var trace)) _traces[context.Self] = trace = new Trace();
            CheckChildrenAreGone(trace);
            if (_random.Next(12) == 0)
            {
                trace.Append('X');
                throw new Boom("set-up");
            }

            trace.Append('S');
            for (int i = depth < 3 ? _random.Next(3) : 0; i > 0; i--)
            {
                var child = Add(context.Spawn(Props.FromBehavior(Node(depth + 1)).WithSupervision(Strategy(mayEscalate: true)), $"c{i}"));
                trace.Children.Add(child);
                if (_random.Next(2) == 0) context.Watch(child);
            }

            return Behavior.Receive<Job>((_, job) => Handle(trace, job)).OnSignal((_, signal) => Note(trace, signal));
        });

        private Behavior<Job> Handle(Trace trace, Job job)
        {
            if (job.Attempts++ < job.Failures)
            {
                trace.Append('f');
                throw new Boom();
            }

            trace.Append('m');
            _handled++;
            return job.Kind == "stop" ? Behavior.Stopped<Job>() : Behavior.Same<Job>();
        }

        private Behavior<Job> Note(Trace trace, Signal signal)
        {
            if (signal is Terminated(var actor) && !trace.Ended.Add(actor)) _problems.Add($"told twice of the end of {actor.Path}");
            if (signal is PostStop) CheckChildrenAreGone(trace);
            trace.Append(signal switch { PreStart => 's', PreRestart => 'R', PostRestart => 'r', PostStop => 'P', ChildFailed => 'c', Terminated => 't', _ => '?' });
            return Behavior.Same<Job>();
        }

        private void CheckChildrenAreGone(Trace trace)
        {
            if (trace.Children.Exists(child => child.IsAlive)) _problems.Add($"a child outlives its parent's instance, {trace.Life}");
            trace.Children.Clear();
        }

        private SupervisionStrategy Strategy(bool mayEscalate)
        {
            Directive[] directives = [Directive.Restart, Directive.Restart, Directive.Resume, Directive.Retry(2), Directive.Retry(1).Then(Directive.Stop), Directive.Stop, Directive.Escalate];
            var directive = directives[_random.Next(mayEscalate ? directives.Length : directives.Length - 1)];
            var strategy = _random.Next(3) switch
            {
                0 => SupervisionStrategy.AllForOne(rules => rules.Otherwise(directive)),
                1 => SupervisionStrategy.RestForOne(rules => rules.Otherwise(directive)),
                _ => SupervisionStrategy.OneForOne(rules => rules.Otherwise(directive)),
            };
            return strategy with { MaxRestarts = _random.Next(1, 20), Backoff = _random.Next(2) == 0 ? null : new RestartBackoff() };
        }
    }

    private sealed class Trace
    {
        internal string Life { get; private set; } = "";

        internal List<ActorRef> Children { get; } = [];

        internal HashSet<ActorRef> Ended { get; } = [];

        internal int Started { get; set; }

        internal int Stopped { get; set; }

        internal void Append(char step) => Life += step;

        internal void Verify(int seed, ActorRef actor)
        {
            Assert.True(LifeRule().IsMatch(Life), $"seed {seed}: {actor.Path} lived {Life}");
            Assert.True(Stopped == 1 && Started == (Life.Contains('s', StringComparison.Ordinal) ? 1 : 0), $"seed {seed}: {actor.Path} lived {Life} with {Started} started and {Stopped} stopped");
        }
    }
}
