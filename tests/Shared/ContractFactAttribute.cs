using Xunit.Abstractions;
using Xunit.Sdk;

namespace Actors.Tests;

/// <summary>
/// A test of a contract suite: it stands once in an abstract class and runs in every class that derives from it. Where the
/// deriving class is marked <see cref="RequiresConsulAttribute"/> and there is no Consul, it is skipped with the reason.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Actors.Tests.ContractFactDiscoverer", "Actors.Cluster.Tests")]
public sealed class ContractFactAttribute : FactAttribute;

/// <summary>Decides per deriving class whether a contract test can run.</summary>
public sealed class ContractFactDiscoverer(IMessageSink messages) : FactDiscoverer(messages)
{
    /// <inheritdoc/>
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        bool needsConsul = testMethod.TestClass.Class.GetCustomAttributes(typeof(RequiresConsulAttribute)).Any();
        return needsConsul && ConsulAvailability.SkipReason is { } reason
            ? new XunitSkippedDataRowTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod, reason)
            : base.CreateTestCase(discoveryOptions, testMethod, factAttribute);
    }
}
