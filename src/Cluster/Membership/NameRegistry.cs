namespace Actors.Cluster;

/// <summary>Cluster-wide names: first come, first served, until released or until the owner's lease is certainly over.</summary>
internal sealed class NameRegistry(MembershipContext context)
{
    internal async Task<NameRegistration> RegisterAsync(ActorPath path, CancellationToken cancellationToken)
    {
        var term = context.View.Term ?? throw NotMember();
        string key = path.ToString();
        var image = await context.Access.ChangeAsync(Register, cancellationToken);
        if (!image.Names.TryGetValue(key, out var name)) throw NotMember();
        var owner = MemberId.Parse(name.Owner);
        return new NameRegistration(owner == term.Id, image.Find(owner)?.Address ?? new NodeAddress(context.Options.Address.System, owner.Node, 0, owner.Incarnation));

        bool Register(StoreImage now, StoreChange change)
        {
            if (!now.IsAlive(term.Id)) return false;
            if (now.Names.TryGetValue(key, out var held))
            {
                if (!context.View.IsOver(now, MemberId.Parse(held.Owner))) return false;
            }
            else if (now.Names.Count >= context.Options.MaxNames)
            {
                throw new MembershipException($"'{key}' cannot be registered: the cluster already has {now.Names.Count} names (MembershipOptions.MaxNames).");
            }

            change.SetName(new NameRow(key, term.Id.ToString()));
            return true;
        }
    }

    internal Task ReleaseAsync(ActorPath path, CancellationToken cancellationToken)
    {
        var term = context.View.Term ?? throw NotMember();
        string key = path.ToString(), self = term.Id.ToString();
        return context.Access.ChangeAsync(
            (now, change) =>
            {
                if (!now.Names.TryGetValue(key, out var held) || held.Owner != self) return false;
                change.RemoveName(key);
                return true;
            },
            cancellationToken);
    }

    private MembershipException NotMember() => new($"{context.Node} is not a member of '{context.Options.Cluster}' at this moment; try again when it has joined.");
}
