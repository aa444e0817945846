using System.Globalization;

namespace Actors.Remote;

/// <summary>An entry of a data stream's table: a path here (or, as a sender, there), and what it was last found to be.</summary>
internal sealed class InboundTarget(ActorAddress address)
{
    internal ActorAddress Address => address;

    /// <summary>The number of this node's ask whose address it is; null: it is an actor's.</summary>
    internal ulong? Ask { get; } = address is { Node: null, Path.Parent: { } parent } && parent.Equals(AskRef<object>.Temp)
        && ulong.TryParse(address.Path.Name, NumberStyles.None, CultureInfo.InvariantCulture, out ulong ask) ? ask : null;

    /// <summary>The actor found here; looked up again once it is dead.</summary>
    internal ActorRef? Actor { get; set; }

    /// <summary>With what stamp <see cref="Actor"/> was found, if it is a virtual one.</summary>
    internal RouteStamp Stamp { get; set; }

    /// <summary>What it has been told and may not have handled; null: nothing yet. The stream's <see cref="InboundLoad"/> keeps it.</summary>
    internal ActorLoad? Load { get; set; }

    /// <summary>The ref for messages that name this entry as their sender.</summary>
    internal ActorRef? Sender { get; set; }
}
