using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>Reads one type marked with [Message] into a <see cref="MessageModel"/>, or says what is wrong with it.</summary>
internal sealed class MessageParser
{
    private const int MaxIdLength = 128;

    private readonly INamedTypeSymbol _type;
    private readonly Compilation _compilation;
    private readonly ImmutableArray<Finding>.Builder _findings = ImmutableArray.CreateBuilder<Finding>();

    private MessageParser(INamedTypeSymbol type, Compilation compilation)
    {
        _type = type;
        _compilation = compilation;
    }

    internal static Parsed<MessageModel> Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var parser = new MessageParser((INamedTypeSymbol)context.TargetSymbol, context.SemanticModel.Compilation);
        var model = parser.Parse(context.Attributes[0], cancellationToken);
        bool failed = parser._findings.Any(finding => finding.Rule.DefaultSeverity == DiagnosticSeverity.Error);
        return new Parsed<MessageModel>(failed ? null : model, new([.. parser._findings]));
    }

    /// <summary>The id as given, valid or not, and where.</summary>
    internal static IdUse UseOf(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken) =>
        new(IdOf(context.Attributes[0]), Names.Readable(context.TargetSymbol), Place.Of(context.Attributes[0].ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation()));

    private static string IdOf(AttributeData attribute) => Names.Argument(attribute) as string ?? "";

    private MessageModel? Parse(AttributeData attribute, CancellationToken cancellationToken)
    {
        string id = IdOf(attribute);
        if (IdProblem(id) is { } problem)
            Report(Rules.InvalidId, attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation(), id, problem);
        if (KindProblem() is { } kind)
        {
            Report(Rules.Unsupported, _type.Locations[0], Names.Readable(_type), kind);
            return null;
        }

        if (!IsAccessible())
        {
            Report(Rules.Inaccessible, _type.Locations[0], Names.Readable(_type));
            return null;
        }

        var members = MemberFinder.Find(_type, _compilation.Assembly);
        var construction = Construction.Choose(_type, members, _compilation.Assembly);
        if (construction.Problem is { } reason)
        {
            Report(Rules.NoConstructor, _type.Locations[0], Names.Readable(_type), reason);
            return null;
        }

        var keyed = new KeyAssignment(_type, Report).Assign(construction.Members);
        var models = keyed.Select(member => ToModel(member.Member, member.Key, cancellationToken)).ToList();
        return models.Contains(null) ? null : new MessageModel(
            id,
            Names.Namespace(_type),
            Names.Full(_type),
            Names.Codec(_type),
            IsPublic(),
            _type.IsValueType,
            _type.IsValueType || _type.IsSealed,
            new([.. models.OfType<MemberModel>().OrderBy(member => member.Key)]));
    }

    private MemberModel? ToModel(Member member, int key, CancellationToken cancellationToken)
    {
        if (member.IsMutable && !_type.IsValueType)
            Report(Rules.Mutable, member.Symbol.Locations[0], member.Symbol.Name, Names.Readable(_type));
        var types = new TypeParser(_compilation);
        if (types.Parse(member.Type) is { } type)
            return new MemberModel(key, Names.Identifier(member.Symbol.Name), type, member.Parameter?.Ordinal ?? -1, DefaultValue.Of(type, member, _compilation, cancellationToken));
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

    private string? KindProblem()
    {
        for (var type = _type; type is not null; type = type.ContainingType)
        {
            if (type.IsGenericType) return "generic, or within a generic type";
        }

        if (_type.TypeKind is not (TypeKind.Class or TypeKind.Struct)) return "neither a class nor a struct";
        if (_type.IsStatic) return "static";
        if (_type.IsAbstract) return "abstract";
        return _type.IsRefLikeType ? "a ref struct" : null;
    }

    private bool IsAccessible()
    {
        for (var type = _type; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal) return false;
            if (type.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal)) return false;
        }

        return true;
    }

    private bool IsPublic()
    {
        for (var type = _type; type is not null; type = type.ContainingType)
        {
            if (type.DeclaredAccessibility != Accessibility.Public) return false;
        }

        return true;
    }

    private void Report(DiagnosticDescriptor rule, Location? location, params string[] arguments) =>
        _findings.Add(new Finding(rule, Place.Of(location), new([.. arguments])));
}
