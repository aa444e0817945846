using System.Runtime.Versioning;

// Docker, signals and Debian's texts: these tests run on Linux only.
[assembly: SupportedOSPlatform("linux")]

// Containers, agents and node processes share two cores: one test at a time keeps their timing honest.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
