namespace Actors;

/// <summary>
/// A classic actor: one method that sees messages and its own life alike (<see cref="Started"/>, <see cref="Restarting"/>,
/// <see cref="Stopping"/>, <see cref="Stopped"/>, <see cref="Terminated"/> of those it watches, <see cref="ReceiveTimeout"/>). Made by
/// <see cref="Props.FromProducer(Func{IActor})"/>; each start and restart makes a fresh instance.
/// </summary>
public interface IActor
{
    /// <summary>
    /// Handles <see cref="IContext.Message"/>. May await; the next message waits until the task has ended, and no thread is
    /// blocked meanwhile. What it throws fails the actor: its parent decides. Messages that it does not know it passes
    /// to <see cref="IContext.Unhandled"/>, or ignores.
    /// </summary>
    Task Receive(IContext context);
}

/// <summary>A handler like <see cref="IActor.Receive"/>; see <see cref="IContext.Become"/>.</summary>
public delegate Task Receive(IContext context);
