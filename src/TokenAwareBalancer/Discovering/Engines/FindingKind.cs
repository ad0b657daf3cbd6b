namespace TokenAwareBalancer.Discovering.Engines;

/// <summary>What there is at an address.</summary>
internal enum FindingKind
{
    /// <summary>An engine, with models.</summary>
    Engine,

    /// <summary>Nobody listens.</summary>
    Refused,

    /// <summary>No answer in time.</summary>
    Silent,

    /// <summary>No connection, for another reason.</summary>
    Unreachable,

    /// <summary>Something that is not an engine.</summary>
    Foreign,

    /// <summary>It asks for a key.</summary>
    Locked,

    /// <summary>It cannot serve yet.</summary>
    Starting,

    /// <summary>An engine without a model.</summary>
    WithoutModels,

    /// <summary>A balancer: adopting it could send a request round in a circle.</summary>
    Balancer,
}
