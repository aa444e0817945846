namespace Actors;

/// <summary>Collects the rules of a <see cref="SupervisionStrategy"/>. Not thread-safe; used while the strategy is made.</summary>
public sealed class SupervisionDecider
{
    private readonly List<Func<Exception, Directive?>> _rules = [];
    private Directive _otherwise = Directive.Restart;

    internal SupervisionDecider()
    {
    }

    /// <summary>Failures of type <typeparamref name="TException"/> or derived from it get <paramref name="directive"/>.</summary>
    public SupervisionDecider On<TException>(Directive directive)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(directive);
        _rules.Add(cause => cause is TException ? directive : null);
        return this;
    }

    /// <summary>
    /// For failures of type <typeparamref name="TException"/> or derived from it <paramref name="decide"/> chooses; null
    /// leaves it to the earlier rules. It runs in the parent and must not throw; if it does, the child is stopped.
    /// </summary>
    public SupervisionDecider On<TException>(Func<TException, Directive?> decide)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(decide);
        _rules.Add(cause => cause is TException own ? decide(own) : null);
        return this;
    }

    /// <summary>What holds where no rule matches. Default <see cref="Directive.Restart"/>.</summary>
    public SupervisionDecider Otherwise(Directive directive)
    {
        ArgumentNullException.ThrowIfNull(directive);
        _otherwise = directive;
        return this;
    }

    internal Func<Exception, Directive> Build()
    {
        Func<Exception, Directive?>[] rules = [.. _rules];
        var otherwise = _otherwise;
        return cause =>
        {
            for (int i = rules.Length - 1; i >= 0; i--)
            {
                if (rules[i](cause) is { } directive) return directive;
            }

            return otherwise;
        };
    }
}
