namespace TokenAwareBalancer.Workloads.Traces;

/// <summary>How the lines of a trace are read.</summary>
internal abstract class TraceFormat
{
    /// <summary>Whose format it is.</summary>
    public abstract string Name { get; }

    /// <summary>Tells the format by the first line that is not blank.</summary>
    /// <exception cref="FormatException">It is none of those known.</exception>
    public static TraceFormat Recognise(string firstLine)
    {
        if (firstLine.TrimStart().StartsWith('{'))
            return new MooncakeTraceFormat();
        return AzureTraceFormat.FromHeader(firstLine) ?? throw new FormatException(
            $"expected a trace: the header {AzureTraceFormat.Header}, or lines such as {MooncakeTraceFormat.Example}");
    }

    /// <summary>Reads one line.</summary>
    /// <returns>
    /// The request, its time relative to any moment that is the same for the whole file; null for a line that holds
    /// none.
    /// </returns>
    /// <exception cref="FormatException">Says what is wrong and what would be right.</exception>
    public abstract TraceRequest? Parse(string line);

    protected static FormatException Wrong(string name, string value, string expected) =>
        new($"{name} is {value}; expected {expected}");
}
