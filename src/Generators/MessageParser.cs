using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>Reads one type marked with [Message] into a <see cref="MessageModel"/>, or says what is wrong with it.</summary>
internal sealed class MessageParser
{
    private const int MaxIdLength = 128;

    private readonly INamedTypeSymbol _type;
    private readonly Compilation _compilation;
    private readonly Constructions _constructions;
    private readonly CancellationToken _cancellationToken;
    private readonly ImmutableArray<Finding>.Builder _findings = ImmutableArray.CreateBuilder<Finding>();

    private MessageParser(INamedTypeSymbol type, Compilation compilation, Constructions constructions, CancellationToken cancellationToken)
    {
        _type = type;
        _compilation = compilation;
        _constructions = constructions;
        _cancellationToken = cancellationToken;
    }

    internal static Parsed<MessageModel> Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var compilation = context.SemanticModel.Compilation;
        var constructions = new Constructions(compilation, cancellationToken);
        var parser = new MessageParser((INamedTypeSymbol)context.TargetSymbol, compilation, constructions, cancellationToken);
        var model = parser.Parse(context.Attributes[0]);
        // Of a generic declaration there is nothing to be made but what its uses ask for.
        return new Parsed<MessageModel>(parser.Failed || parser._type.IsGenericType ? null : model! with { Constructions = constructions.Models }, new([.. parser._findings]));
    }

    /// <summary>The model of a generic message with its arguments; null, with the reason, where they do not fit.</summary>
    internal static (MessageModel? Model, string? Problem) ParseConstruction(
        INamedTypeSymbol type, string id, string space, string codec, Compilation compilation, Constructions constructions, CancellationToken cancellationToken)
    {
        if (id.Length > MaxIdLength) return (null, $"its id '{id}' is longer than {MaxIdLength} characters");
        var parser = new MessageParser(type, compilation, constructions, cancellationToken);
        var model = parser.ParseMembers(id);
        if (!parser.Failed && model is not null) return (model with { Namespace = space, CodecName = codec, IsPublic = false, RuntimeName = type.ToDisplayString(Names.AtRunTime) }, null);
        return (null, parser._findings.FirstOrDefault(finding => finding.Rule.DefaultSeverity == DiagnosticSeverity.Error)?.ToDiagnostic().GetMessage() ?? "it cannot be a message");
    }

    /// <summary>The id as given, valid or not, and where.</summary>
    internal static IdUse UseOf(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken) =>
        new(IdOf(context.Attributes[0]), Names.Readable(context.TargetSymbol), Place.Of(context.Attributes[0].ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation()));

    private static string IdOf(AttributeData attribute) => Names.Argument(attribute) as string ?? "";

    private bool Failed => _findings.Any(finding => finding.Rule.DefaultSeverity == DiagnosticSeverity.Error);

    private MessageModel? Parse(AttributeData attribute)
    {
        string id = IdOf(attribute);
        if (IdProblem(id) is { } problem)
            Report(Rules.InvalidId, attribute.ApplicationSyntaxReference?.GetSyntax(_cancellationToken).GetLocation(), id, problem);
        if (MessageKind.Problem(_type) is { } kind)
        {
            Report(Rules.Unsupported, _type.Locations[0], Names.Readable(_type), kind);
            return null;
        }

        if (!MessageKind.IsAccessible(_type))
        {
            Report(Rules.Inaccessible, _type.Locations[0], Names.Readable(_type));
            return null;
        }

        var union = new UnionParser(_compilation, Report);
        if (_type.IsAbstract) return Model(id, [], []) with { Cases = union.Parse(_type) };
        union.CheckCase(_type);
        return ParseMembers(id);
    }

    private MessageModel? ParseMembers(string id)
    {
        var members = MemberFinder.Find(_type, _compilation.Assembly);
        var construction = Construction.Choose(_type, members, _compilation.Assembly);
        foreach (var (member, why) in construction.Lost)
            Report(Rules.LostMember, member.Symbol.Locations[0], member.Symbol.Name, Names.Readable(_type), why);
        if (construction.Problem is { } reason)
        {
            Report(Rules.NoConstructor, _type.Locations[0], Names.Readable(_type), reason);
            return null;
        }

        if (Unordered(construction.Members) is { } astray)
            Report(Rules.Unordered, astray.Symbol.Locations[0], astray.Symbol.Name, Names.Readable(_type));
        var keyed = new KeyAssignment(_type, Report).Assign(construction.Members);
        var models = keyed.Select(member => ToModel(member.Member, member.Key)).ToList();
        return models.Contains(null) ? null : Model(id, models.OfType<MemberModel>(), construction.Members) with { IsKeyed = construction.Members.Any(member => member.Key is not null) };
    }

    // The compiler takes the parts of a type in the order of the project's files, which nobody sees.
    private static Member? Unordered(IReadOnlyList<Member> members)
    {
        if (members.Any(member => member.Key is not null)) return null;
        return members.Where(member => member.Parameter is null)
            .GroupBy(member => member.Symbol.ContainingType, SymbolEqualityComparer.Default)
            .Select(level => level.FirstOrDefault(member => member.Symbol.Locations[0].SourceTree != level.First().Symbol.Locations[0].SourceTree))
            .FirstOrDefault(member => member is not null);
    }

    private MessageModel Model(string id, IEnumerable<MemberModel> members, IReadOnlyList<Member> used) => new(
        id,
        Names.Namespace(_type),
        Names.Full(_type),
        Names.Codec(_type),
        MessageKind.IsPublic(_type),
        _type.IsValueType,
        _type.IsValueType || _type.IsSealed,
        new([.. members.OrderBy(member => member.Key)])) { Experimental = ExperimentalTypes.IdsOf(_type, used) };

    private MemberModel? ToModel(Member member, int key)
    {
        if (member.IsMutable && !_type.IsValueType)
            Report(Rules.Mutable, member.Symbol.Locations[0], member.Symbol.Name, Names.Readable(_type));
        var types = new TypeParser(_compilation, _constructions);
        var model = types.Parse(member.Type);
        foreach (var doubtful in types.Doubtful)
            Report(Rules.ReferenceType, member.Symbol.Locations[0], member.Symbol.Name, Names.Readable(_type), Names.Readable(doubtful));
        if (model is { } type)
            return new MemberModel(key, Names.Identifier(member.Symbol.Name), type, member.Parameter?.Ordinal ?? -1, DefaultValue.Of(type, member, _compilation, _cancellationToken)) { IsRequiredBeside = member.IsRequiredBeside };
        var (rule, culprit, reason) = types.Problem!.Value;
        Report(rule, member.Symbol.Locations[0], member.Symbol.Name, Names.Readable(_type), Names.Readable(culprit), reason);
        return null;
    }

    private static string? IdProblem(string id)
    {
        if (id.Length == 0) return "it is empty";
        if (id.Length > MaxIdLength) return $"it is longer than {MaxIdLength} characters";
        if (Names.ReservedIds.Contains(id)) return "it is reserved for the plain type of that name";
        bool valid = id.All(c => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '.' or '_' or '-' or '/');
        return valid ? null : "it may hold letters, digits, '.', '_', '-' and '/' only";
    }

    private void Report(DiagnosticDescriptor rule, Location? location, params string[] arguments) =>
        _findings.Add(new Finding(rule, Place.Of(location), new([.. arguments])));
}
