namespace TokenAwareBalancer.Choosing;

/// <summary>What a backend lacks for one more request.</summary>
public enum RoomLack
{
    /// <summary>Nothing: the request may go there now.</summary>
    None,

    /// <summary>A place under its concurrency limit, configured or learned.</summary>
    Slots,

    /// <summary>Space in its KV cache, or the turn: somebody ahead waits for that space.</summary>
    Kv,

    /// <summary>Its consent: it has asked to be left alone for a while.</summary>
    Rest,
}
