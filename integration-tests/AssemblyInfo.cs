// Containers, agents and node processes share two cores: one test at a time keeps their timing honest.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
