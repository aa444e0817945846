using Actors;

namespace Lifecycle;

// snippet: playback-actor
/// <summary>Plays movies; its life comes as messages, like everything else.</summary>
internal sealed class PlaybackActor(Action<string> log) : IActor
{
    public Task Receive(IContext context)
    {
        switch (context.Message)
        {
            case Started: log("PlaybackActor started"); break;
            case PlayMovie play: log($"PlaybackActor plays {play.Title} for user {play.UserId}"); break;
            case Recover:
                var child = context.SpawnAnonymous(Props.FromProducer(() => new ChildActor(log)));
                context.Send(child, context.Message); // it throws; this actor, its parent, has it restarted
                break;
            case Stopping: log("PlaybackActor stopping"); break;
        }

        return Task.CompletedTask;
    }
}
// end
