namespace Actors.Remote;

/// <summary>A kind of actor that peers may have this node spawn. Immutable.</summary>
internal abstract class SpawnKind
{
    private protected SpawnKind(string name, bool clients)
    {
        ArgumentNullException.ThrowIfNull(name);
        Path = ActorPath.FromString("/user").Child(name);
        Clients = clients;
    }

    internal string Name => Path.Name;

    /// <summary>The parent of the kind's actors.</summary>
    internal ActorPath Path { get; }

    /// <summary>Whether clients that are no nodes may spawn it.</summary>
    internal bool Clients { get; }

    /// <summary>What the actors take.</summary>
    internal abstract Type MessageType { get; }

    /// <summary>Null: there is none.</summary>
    internal abstract Type? ArgumentType { get; }

    /// <summary>Spawns one; throws what the user's code or the parent throws.</summary>
    internal abstract Cell Spawn(Cell parent, string name, object? argument);

    private protected static Cell Spawn<TMessage>(Cell parent, string name, Props<TMessage>? props) =>
        ((ILocalRef)parent.System.SpawnChild(parent, props ?? throw new InvalidOperationException("the kind's function returned no props"), name)).Cell;
}

internal sealed class SpawnKind<TMessage>(string name, Func<Props<TMessage>> props, bool clients) : SpawnKind(name, clients)
{
    internal override Type MessageType => typeof(TMessage);

    internal override Type? ArgumentType => null;

    internal override Cell Spawn(Cell parent, string name, object? argument) => Spawn(parent, name, props());
}

internal sealed class SpawnKind<TMessage, TArgument>(string name, Func<TArgument, Props<TMessage>> props, bool clients) : SpawnKind(name, clients)
{
    internal override Type MessageType => typeof(TMessage);

    internal override Type? ArgumentType => typeof(TArgument);

    internal override Cell Spawn(Cell parent, string name, object? argument) => Spawn(parent, name, props((TArgument)argument!));
}
