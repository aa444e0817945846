namespace Actors;

/// <summary>Something with turns to run: a cell, a pump, an ask's continuation. It is its own work item, so scheduling allocates nothing.</summary>
internal abstract class Runnable : IThreadPoolWorkItem
{
    /// <summary>Runs one turn; never throws. True: there is more to do and the caller must schedule it again.</summary>
    internal abstract bool Run();

    void IThreadPoolWorkItem.Execute() => ThreadPoolDispatcher.RunHere(this);
}
