namespace TokenAwareBalancer.Learning;

/// <summary>What can be seen of a request's use of a slot of its engine.</summary>
internal enum SlotUse
{
    /// <summary>It has none: it is not sent yet, or has ended.</summary>
    None,

    /// <summary>It has one or waits for one: it is streamed, and has had no content.</summary>
    Pending,

    /// <summary>It has one: content has come.</summary>
    Streaming,

    /// <summary>It is not streamed, so that its first content is its last.</summary>
    Unseen,
}
