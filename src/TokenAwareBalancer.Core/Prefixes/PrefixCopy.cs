namespace TokenAwareBalancer.Prefixes;

/// <summary>What one backend is believed to hold of one beginning: the tokens since the beginning before it.</summary>
internal struct PrefixCopy
{
    /// <summary>Which beginning.</summary>
    public int Entry;

    /// <summary>Which backend.</summary>
    public short Slot;

    /// <summary>Whether an answer has shown that it was computed.</summary>
    public bool IsComputed;

    public int Tokens;

    /// <summary>Requests in flight that use it: only with none may it be evicted.</summary>
    public int Holders;

    /// <summary>The next one of its bucket, or of the free ones; -1 for none.</summary>
    public int Next;

    /// <summary>Its neighbours in the list of those that are in use, or of those that are not; -1 for none.</summary>
    public int Older;

    public int Newer;

    /// <summary>When it was last let go of, in turns of its backend.</summary>
    public long ReleasedTurn;
}
