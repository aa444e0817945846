namespace Actors;

/// <content>What classic and class-based actors need of a system.</content>
public sealed partial class ActorSystem
{
    private RootContext? _rootContext;

    /// <summary>Sends, requests, stops and poisons from outside the actors, whatever the type of the ref.</summary>
    public RootContext Root => _rootContext ??= new RootContext(this);

    /// <summary>See <see cref="ActorSystemOptions.Services"/>.</summary>
    internal IServiceProvider? Services => _options.Services;
}
