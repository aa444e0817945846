using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Actors.Generators.Tests;

public sealed class DocumentationTests
{
    /// <summary>The help link of every rule leads to a section; fails when a rule is added without one.</summary>
    [Fact]
    public void Rules_Each_HaveASectionWithTheirTitleAndSeverity()
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "diagnostics.md"));
        var rules = typeof(MessageGenerator).Assembly.GetType("Actors.Generators.Rules", throwOnError: true)!
            .GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Select(field => field.GetValue(null))
            .OfType<DiagnosticDescriptor>()
            .ToList();
        Assert.NotEmpty(rules);
        foreach (var rule in rules)
        {
            Assert.Equal($"docs/diagnostics.md#{rule.Id.ToLowerInvariant()}", rule.HelpLinkUri);
            Assert.Equal("Actors.Messages", rule.Category);
            Assert.Contains($"## {rule.Id}\n**{rule.Title}** ({rule.DefaultSeverity.ToString().ToLowerInvariant()})\n", text, StringComparison.Ordinal);
        }
    }

    /// <summary>The examples are compiled: each earns the diagnostic under which it stands.</summary>
    [Fact]
    public void Examples_Each_EarnTheirDiagnostic()
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "diagnostics.md"));
        int examples = 0;
        foreach (string section in text.Split("\n## ").Skip(1))
        {
            if (section.Split("```csharp\n") is not [_, var rest]) continue;
            examples++;
            Assert.Contains(Snippet.Findings(rest.Split("\n```")[0]), finding => finding.StartsWith(section[..6], StringComparison.Ordinal));
        }

        Assert.Equal(text.Split("```csharp\n").Length - 1, examples);
    }
}
