using System.Diagnostics;

namespace Actors;

/// <summary>The activity, in another process, within which what is told now was told there.</summary>
internal sealed class RemoteTeller(ActivityContext context)
{
    internal ActivityContext Context => context;
}
