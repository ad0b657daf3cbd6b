namespace TokenAwareBalancer.Tokenizing;

/// <summary>A fixed number of elements of which the smallest is asked for again and again.</summary>
internal interface IMergeRanks
{
    /// <summary>Makes all elements as large as can be.</summary>
    void Clear();

    uint Smallest();

    /// <summary>Changes one element; nothing, if there is none of this index.</summary>
    void Set(int index, uint value);
}
