namespace TokenAwareBalancer.Tokenizing;

public sealed class PrebuiltTablesTests
{
    /// <summary>Those that have a vocabulary of their own: o200k_harmony has that of o200k_base.</summary>
    public static TheoryData<string> Tokenizers => ["cl100k_base", "o200k_base"];

    /// <summary>If this fails, run <c>tools/TokenAwareBalancer.Tables</c>, and raise the format's version.</summary>
    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void ReadTables_BuiltInVocabulary_AreWhatIsWorkedOutFromItsTokens(string name)
    {
        var (lengths, bytes) = EmbeddedVocabulary.ReadTokens(name);

        var worked = new Vocabulary(lengths, bytes).Tables;
        var embedded = EmbeddedVocabulary.ReadTables(name);

        AssertEqual(worked, embedded);
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var (lengths, bytes) = EmbeddedVocabulary.ReadTokens("cl100k_base");
        var tables = new Vocabulary(lengths, bytes).Tables;

        AssertEqual(tables, VocabularyTablesFormat.Read(VocabularyTablesFormat.Write(tables)));
    }

    [Fact]
    public void Read_AnotherVersion_Throws() =>
        Assert.Throws<InvalidOperationException>(() => VocabularyTablesFormat.Read([99, 0, 0, 0, 0, 0, 0, 0]));

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Vocabulary_BuiltIn_HoldsLessThanTwentyMegabytes(string name)
    {
        var (lengths, bytes) = EmbeddedVocabulary.ReadTokens(name);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var vocabulary = new Vocabulary(lengths, bytes, EmbeddedVocabulary.ReadTables(name));

        var held = GC.GetTotalMemory(forceFullCollection: true) - before + bytes.Length + lengths.Length;
        GC.KeepAlive(vocabulary);
        Assert.InRange(held, 1, 20_000_000);
    }

    private static void AssertEqual(VocabularyTables expected, VocabularyTables actual)
    {
        AssertEqual(expected.TokenHash, actual.TokenHash);
        AssertEqual(expected.MergeHash, actual.MergeHash);
        Assert.True(expected.LeftLengths.AsSpan().SequenceEqual(actual.LeftLengths));
        Assert.True(expected.Neighbours.AsSpan().SequenceEqual(actual.Neighbours));
    }

    private static void AssertEqual(PerfectHash expected, PerfectHash actual)
    {
        Assert.Equal(expected.SlotCount, actual.SlotCount);
        Assert.Equal(expected.Attempt, actual.Attempt);
        Assert.True(expected.Displacements.SequenceEqual(actual.Displacements));
    }
}
