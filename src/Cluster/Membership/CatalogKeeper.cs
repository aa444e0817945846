namespace Actors.Cluster;

/// <summary>Keeps this node's entry in the service catalog: registers each incarnation, passes its check, registers again when that fails.</summary>
internal sealed class CatalogKeeper(MembershipContext context, IServiceCatalog catalog)
{
    private NodeAddress? _registered;

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        int failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (context.View.Term is { } term) await KeepAsync(term.Current.Row.Address, cancellationToken);
                failures = 0;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // Whatever it is: a catalog is for operators, and no reason to stop serving.
                if (failures++ == 0) ClusterLog.CatalogFailed(context.Logger, context.Node, e.Message);
                _registered = null;
            }

            await context.PauseAsync(failures == 0 ? catalog.PassInterval : context.Jitter.Backoff(failures), cancellationToken);
        }
    }

    /// <summary>Removes the entry; what cannot be removed, the catalog drops by itself.</summary>
    internal async Task RemoveAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_registered is { } address) await catalog.DeregisterAsync(context.Node, address, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ClusterLog.CatalogFailed(context.Logger, context.Node, e.Message);
        }
    }

    private async Task KeepAsync(NodeAddress address, CancellationToken cancellationToken)
    {
        if (_registered == address)
        {
            await catalog.PassAsync(context.Node, address, cancellationToken);
            return;
        }

        if (_registered is { } former) await catalog.DeregisterAsync(context.Node, former, cancellationToken);
        await catalog.RegisterAsync(context.Node, address, cancellationToken);
        _registered = address;
    }
}
