namespace Edge.SystemTests;

[CollectionDefinition("lab")]
public sealed class LabTests : ICollectionFixture<Lab>;

/// <summary>A gateway whose guard enforces what its site declares.</summary>
[CollectionDefinition("guard lab")]
public sealed class GuardLabTests : ICollectionFixture<GuardLab>;

/// <summary>A gateway of its own, for what leaves a card behind that the other tests should not meet. It runs beside the
/// other one: most of a test is waiting.</summary>
[CollectionDefinition("own lab")]
public sealed class OwnLabTests : ICollectionFixture<Lab>;
