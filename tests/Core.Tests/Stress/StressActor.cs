namespace Actors.Core.Tests;

/// <summary>What an actor of the stress does.</summary>
internal static class StressActor
{
    private const int Wake = -1;

    internal static Behavior<StressHop> Create(StressWorld world, StressLife self) => Behavior.WithStash<StressHop>(1_000, stash => Behavior.Receive<StressHop>((context, hop) =>
    {
        if (hop.To is null)
        {
            if (hop.Left == Wake) EndBusy(self, stash);
            else context.Reply(true);
            return Behavior.Same<StressHop>();
        }

        if (self.IsBusy)
        {
            stash.StashCurrent();
            if (self.Random.Next(world.Rarity) > 0) return Behavior.Same<StressHop>();
            self.IsBusy = false;
            throw new Boom(); // what is put aside comes back, before the rest, and the timer does not fire any more
        }

        world.Report(self.Take(hop));
        bool stops = false;
        switch (self.Random.Next(world.Rarity))
        {
            case 0: throw new Boom();
            case 1: stops = true; break;
            case 2: ActorSystem.Poison(self.Ref); break;
            case 3: ActorSystem.Stop(world.Pick(self.Random).Ref); break;
            case 4 or 5 or 6: Watch(context, self, world.Pick(self.Random)); break;
            case 7: Unwatch(context, self); break;
            case 8 or 9: BeginBusy(context, self); break;
        }

        if (hop.Left == 0)
        {
            world.EndToken();
        }
        else
        {
            var to = world.Pick(self.Random);
            to.Ref.Tell(self.Next(to, hop.Left - 1), self.Ref);
        }

        return stops ? Behavior.Stopped<StressHop>() : Behavior.Same<StressHop>();
    }).OnSignal((_, signal) =>
    {
        if (signal is not Terminated { Actor: var actor }) return Behavior.Unhandled<StressHop>();
        var ended = self.Watching.FirstOrDefault(watched => watched.Ref.Equals(actor));
        if (ended is null || !self.EndWatch(ended)) world.Report($"life {self.Id} was told of the end of {actor}, which it does not watch (any more)");
        return Behavior.Same<StressHop>();
    }));

    /// <summary>Puts what comes aside for a while.</summary>
    private static void BeginBusy(ActorContext<StressHop> context, StressLife self)
    {
        self.IsBusy = true;
        context.ScheduleOnce(TimeSpan.FromMilliseconds(1), default(StressHop) with { Left = Wake });
    }

    private static void EndBusy(StressLife self, Stash<StressHop> stash)
    {
        self.IsBusy = false;
        stash.UnstashAll();
    }

    private static void Watch(ActorContext<StressHop> context, StressLife self, StressLife other)
    {
        if (ReferenceEquals(self, other)) return;
        self.BeginWatch(other);
        context.Watch(other.Ref);
    }

    private static void Unwatch(ActorContext<StressHop> context, StressLife self)
    {
        if (self.Watching.FirstOrDefault() is not { } other) return;
        self.EndWatch(other);
        context.Unwatch(other.Ref);
    }
}
