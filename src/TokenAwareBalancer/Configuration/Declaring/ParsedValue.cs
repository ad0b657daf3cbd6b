namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>What became of a scalar's text: the value, or what is wrong with the text.</summary>
internal readonly record struct ParsedValue
{
    public object? Value { get; private init; }

    /// <summary>Reads on from the value in a sentence, as in <c>"heavy" is not a number</c>.</summary>
    public string? Problem { get; private init; }

    public static ParsedValue Good(object value) => new() { Value = value };

    public static ParsedValue Bad(string problem) => new() { Problem = problem };
}
