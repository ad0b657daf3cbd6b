namespace TokenAwareBalancer.Observing;

/// <summary>What one event of a stream says, as far as the balancer cares.</summary>
internal struct StreamedEvent
{
    /// <summary>Text, reasoning, a refusal or a piece of a tool call: at least about one generated token.</summary>
    public bool HasContent;

    /// <summary>The whole answer ends here: <c>[DONE]</c>, <c>message_stop</c>, <c>response.completed</c> or <c>incomplete</c>.</summary>
    public bool IsEnd;

    /// <summary>The engine reports that it failed.</summary>
    public bool IsError;

    public bool HasEmptyChoices;

    /// <summary>There is a <c>usage</c> beside <c>choices</c>, and it is not null.</summary>
    public bool HasTopLevelUsage;

    public UsageFields Usage;

    /// <summary>The number of a Responses event; null where the engine gives none.</summary>
    public long? SequenceNumber;

    /// <summary>One bit per choice that the event mentions, by index.</summary>
    public ulong ChoicesSeen;

    /// <summary>One bit per choice with a finish reason.</summary>
    public ulong ChoicesFinished;

    /// <summary>The extra event that <c>stream_options.include_usage</c> asks for.</summary>
    public readonly bool IsUsageOnly => HasEmptyChoices && HasTopLevelUsage;
}
