namespace Actors.Tests;

/// <summary>Marks a class whose <see cref="ContractFactAttribute"/> tests need a real Consul agent.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresConsulAttribute : Attribute;
