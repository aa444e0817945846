using Actors;

namespace Lifecycle;

/// <summary>Fails at its only message, and is restarted.</summary>
internal sealed class ChildActor(Action<string> log) : IActor
{
    public Task Receive(IContext context)
    {
        switch (context.Message)
        {
            case Restarting: log("ChildActor restarting"); break;
            case Recover: throw new InvalidOperationException("the child cannot recover anything");
        }

        return Task.CompletedTask;
    }
}
