// Whole installations, browsers and attacks on two cores: beside each other they would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
