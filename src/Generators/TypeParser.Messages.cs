using Microsoft.CodeAnalysis;

namespace Actors.Generators;

internal sealed partial class TypeParser
{
    private TypeModel? ParseMessage(INamedTypeSymbol type, AttributeData message)
    {
        if (type.IsGenericType) return ParseConstruction(type, message);
        string codec = Names.FullCodec(type);
        if (!HasCodec(type, codec)) return Refuse(Rules.NoCodec, type, type.ContainingAssembly.Name);
        return Message(type, Names.Argument(message) as string ?? "", codec);
    }

    private bool HasCodec(INamedTypeSymbol type, string codec) =>
        SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly)
        || (type.ContainingAssembly.GetTypeByMetadataName(codec.Replace("global::", "").Replace("@", "")) is { } found && compilation.IsSymbolAccessibleWithin(found, compilation.Assembly));

    // Page<Order>: a codec of its own, made in the assembly that uses it.
    private TypeModel? ParseConstruction(INamedTypeSymbol type, AttributeData message)
    {
        var arguments = type.TypeArguments.Select(Parse).ToList();
        if (arguments.Contains(null)) return null;
        string id = $"{Names.Argument(message) as string}<{string.Join(",", arguments.Select(argument => argument!.FullShape))}>";
        if (Names.IsOpen(type)) return Message(type, id, "");
        string codec = constructions.Codec(type);
        if (constructions.Add(type, id, codec) is { } problem) return Refuse(Rules.MemberType, type, problem);
        return Message(type, id, codec);
    }

    private static TypeModel Message(INamedTypeSymbol type, string id, string codec) =>
        new(TypeForm.Message, Names.Full(type), type.IsValueType, false, "{" + id + "}", codec, "", default);

    private TypeModel? ParseReference(INamedTypeSymbol type)
    {
        var target = type.TypeArguments[0];
        bool travels = target switch
        {
            { SpecialType: SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Boolean or SpecialType.System_Double or SpecialType.System_Object } => true,
            IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => true,
            INamedTypeSymbol named => named.TypeKind == TypeKind.Interface || named.IsAbstract || Names.Attribute(named, Names.Message) is not null,
            ITypeParameterSymbol => true,
            _ => false,
        };
        if (!travels && !OtherFormats.Include(target, compilation)) Doubtful.Add(target);
        if (target is INamedTypeSymbol { IsGenericType: true } generic && Names.Attribute(generic, Names.Message) is not null)
        {
            if (Parse(generic) is null) return null;
            if (!Names.IsOpen(generic)) constructions.Tell(generic);
        }

        string name = target.ToDisplayString(Names.WithNullability);
        var argument = new TypeModel(TypeForm.Scalar, name, target.IsValueType, false, "", "", "", default);
        return new TypeModel(TypeForm.Reference, $"global::Actors.ActorRef<{name}>", false, false, "ref", "", "", Arguments(argument));
    }

    private TypeModel? ParseForeign(INamedTypeSymbol type)
    {
        var surrogates = Surrogates.For(type, compilation);
        if (surrogates.Count == 0) return Refuse(Rules.MemberType, type, ReasonFor(type));
        if (surrogates.Count > 1) return Refuse(Rules.Surrogate, type, string.Join(" and ", surrogates.Select(Names.Readable).OrderBy(name => name, StringComparer.Ordinal)));
        var surrogate = surrogates[0];
        if (Names.Attribute(surrogate, Names.Message) is not { } message) return Refuse(Rules.MemberType, type, $"its surrogate '{Names.Readable(surrogate)}' must be marked with [Message(\"an.id\")]");
        string codec = Names.FullCodec(surrogate);
        if (!HasCodec(surrogate, codec)) return Refuse(Rules.NoCodec, surrogate, surrogate.ContainingAssembly.Name);
        return new TypeModel(TypeForm.Surrogate, Names.Full(type), type.IsValueType, false, "{" + (Names.Argument(message) as string) + "}", codec, Names.Full(surrogate), default);
    }
}
