namespace Actors.Core.Tests;

/// <summary>The code of docs/classes.md.</summary>
public sealed class ClassesPage
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    // snippet: abstract-actor
    public sealed record Deposit(decimal Amount);

    public sealed class Account(IBank bank) : AbstractActor<Deposit>
    {
        private decimal _balance;

        protected override async Task OnPreStartAsync() => _balance = await bank.LoadAsync(Self.Path.Name);

        protected override void OnReceive(Deposit message)
        {
            if (message.Amount <= 0) Unhandled();
            else _balance += message.Amount;
        }

        protected override void OnPostStop() => bank.Save(Self.Path.Name, _balance);
    }
    // end

    // snippet: actor-handler
    public sealed class Doorbell : ActorHandler<string>
    {
        private int _rings;

        public override Behavior<string> Receive(ActorContext<string> context, string message)
        {
            if (message != "ring") return Behavior.Unhandled<string>();
            return ++_rings < 3 ? Behavior.Same<string>() : Behavior.Stopped<string>(); // worn out
        }
    }
    // end

    // snippet: stateful-handler
    public sealed class Counter : StatefulActorHandler<int, long>
    {
        protected override long InitialState => 0;

        public override BehaviorWithState<long> Receive(ActorContext<int> context, long total, int amount)
        {
            if (amount != 0) return BehaviorWithState.Next(total + amount);
            context.Reply(total);
            return BehaviorWithState.Same<long>();
        }
    }
    // end

    // snippet: classic-actor
    public sealed class Echo : IActor
    {
        public Task Receive(IContext context)
        {
            switch (context.Message)
            {
                case Started: context.Log.LogStarted(); break;
                case string text: context.Respond(text); break;
                case Terminated gone: context.Stop(context.Self); break;
                default: context.Unhandled(); break;
            }

            return Task.CompletedTask;
        }
    }
    // end

    public interface IBank
    {
        Task<decimal> LoadAsync(string name);

        void Save(string name, decimal balance);
    }

    [Fact]
    public async Task Classes_AsInThePage_AreActors()
    {
        var bank = new Bank();
        var options = new ActorSystemOptions { Services = new Services(bank) };
        await using (var system = ActorSystem.Create("classes", options))
        {
            // snippet: spawn-classes
            ActorRef<Deposit> account = system.Spawn(Props.FromActor(services => new Account((IBank)services.GetService(typeof(IBank))!)), "ada");
            ActorRef<string> bell = system.Spawn(Props.FromHandler(() => new Doorbell()), "bell");
            ActorRef<int> counter = system.Spawn(Props.FromStatefulHandler(() => new Counter()), "counter");
            ActorRef<object> echo = system.Spawn(Props.FromProducer(() => new Echo()), "echo");
            // end
            account.Tell(new Deposit(5));
            for (int i = 0; i < 3; i++) bell.Tell("ring");
            await ActorSystem.WhenTerminated(bell);
            counter.Tell(3);
            Assert.Equal(3L, await counter.Ask<int, long>(0, Long));
            // snippet: classic-root
            string answer = await system.Root.Request<string>(echo, "hello", TimeSpan.FromSeconds(30));
            system.Root.Send(echo, "hello again");
            await system.Root.Poison(echo); // ends after what is queued, and the task with it
            // end
            Assert.Equal("hello", answer);
            await system.Root.Poison(account);
        }

        Assert.Equal(15, bank.Saved);
    }

    private sealed class Bank : IBank
    {
        internal decimal Saved { get; private set; }

        public async Task<decimal> LoadAsync(string name)
        {
            await Task.Yield();
            return 10;
        }

        public void Save(string name, decimal balance) => Saved = balance;
    }

    private sealed class Services(IBank bank) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(IBank) ? bank : null;
    }
}
