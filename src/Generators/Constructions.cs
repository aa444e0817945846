using System.Text;
using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>
/// The generic messages that a message or a manifest uses with concrete arguments, and what those use in turn. Each
/// gets a codec in the assembly that is compiled.
/// </summary>
internal sealed class Constructions(Compilation compilation, CancellationToken cancellationToken)
{
    // record Bad<T>(Bad<List<T>>? Next) has no end.
    private const int MaxNesting = 16;

    private readonly Dictionary<string, MessageModel?> _models = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private int _nesting;

    internal EquatableArray<MessageModel> Models =>
        new([.. _models.Where(pair => pair.Value is not null).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value! with { IsTold = _told.Contains(pair.Key) })]);

    /// <summary>The name of the codec, without a clash between constructions or between assemblies.</summary>
    internal string Codec(INamedTypeSymbol type) => $"global::{Namespace}.{Name(type)}";

    /// <summary>Makes the model if there is none yet; says why it cannot be made.</summary>
    internal string? Add(INamedTypeSymbol type, string id, string codec)
    {
        if (_models.ContainsKey(codec)) return null;
        if (_nesting >= MaxNesting) return $"generic messages within each other's arguments more than {MaxNesting} deep";
        _models.Add(codec, null); // a message may contain itself
        _nesting++;
        var (model, problem) = MessageParser.ParseConstruction(type, id, Namespace, Name(type), compilation, this, cancellationToken);
        _nesting--;
        _models[codec] = model;
        return problem;
    }

    /// <summary>It is told by itself, not only a part of other messages: its id must be its own.</summary>
    internal void Tell(INamedTypeSymbol type) => _told.Add(Codec(type));

    private string Namespace => "Actors.Generated." + Identifier(compilation.AssemblyName ?? "");

    private static string Name(INamedTypeSymbol type)
    {
        uint hash = Names.Hash(type.ToDisplayString(Names.WithNullability));
        return $"{type.Name}{string.Concat(type.TypeArguments.Select(argument => "_" + Identifier(argument.Name)))}_{hash:x8}MessageCodec";
    }

    private static string Identifier(string text)
    {
        var name = new StringBuilder("_");
        foreach (char c in text) name.Append(char.IsLetterOrDigit(c) ? c : '_');
        return name.ToString();
    }
}
