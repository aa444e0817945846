namespace Actors;

/// <summary>Collects the rules of a <see cref="SupervisionStrategy"/>. Not thread-safe; used while the strategy is made.</summary>
public sealed class SupervisionDecider
{
    private readonly List<(Type Type, Directive Directive)> _rules = [];
    private Directive _otherwise = Directive.Restart;

    internal SupervisionDecider()
    {
    }

    /// <summary>Failures of type <typeparamref name="TException"/> or derived from it get <paramref name="directive"/>.</summary>
    public SupervisionDecider On<TException>(Directive directive)
        where TException : Exception
    {
        _rules.Add((typeof(TException), directive));
        return this;
    }

    /// <summary>What holds where no rule matches. Default <see cref="Directive.Restart"/>.</summary>
    public SupervisionDecider Otherwise(Directive directive)
    {
        _otherwise = directive;
        return this;
    }

    internal Func<Exception, Directive> Build()
    {
        (Type Type, Directive Directive)[] rules = [.. _rules];
        var otherwise = _otherwise;
        return cause =>
        {
            for (int i = rules.Length - 1; i >= 0; i--)
            {
                if (rules[i].Type.IsInstanceOfType(cause)) return rules[i].Directive;
            }

            return otherwise;
        };
    }
}
