namespace TokenAwareBalancer.Soak.Backends;

/// <summary>What a backend does with one request.</summary>
internal enum Behavior
{
    Answer,

    /// <summary>With pauses between its tokens, none of them too long.</summary>
    Trickle,

    /// <summary>More than the sockets' buffers hold.</summary>
    AnswerLong,

    /// <summary>And then closes without having said so.</summary>
    AnswerAndClose,

    /// <summary>Whose end is that of the connection.</summary>
    AnswerUntilClose,

    /// <summary>An error, before it has read the body.</summary>
    AnswerEarly,
    Answer500,
    Answer503,
    Answer429,
    AskForARest,
    NeverAnswer,
    StallAfterRole,
    StallWithin,
    FinBeforeAnswer,
    ResetBeforeAnswer,
    FinWithin,
    ResetWithin,
    BreakChunk,
    SpeakNoHttp,
    TellErrorWithin,
}

/// <summary>Draws behaviors: most requests are answered, as much else as possible happens to the others.</summary>
internal static class Behaviors
{
    private static readonly (Behavior Behavior, double Weight)[] Weights =
    [
        (Behavior.Answer, 60),
        (Behavior.Trickle, 5),
        (Behavior.AnswerLong, 1),
        (Behavior.AnswerAndClose, 4),
        (Behavior.AnswerUntilClose, 2),
        (Behavior.AnswerEarly, 1),
        (Behavior.Answer500, 3),
        (Behavior.Answer503, 2),
        (Behavior.Answer429, 2),
        (Behavior.AskForARest, 0.05),
        (Behavior.NeverAnswer, 1),
        (Behavior.StallAfterRole, 2),
        (Behavior.StallWithin, 2),
        (Behavior.FinBeforeAnswer, 2),
        (Behavior.ResetBeforeAnswer, 2),
        (Behavior.FinWithin, 3),
        (Behavior.ResetWithin, 3),
        (Behavior.BreakChunk, 2),
        (Behavior.SpeakNoHttp, 1),
        (Behavior.TellErrorWithin, 2),
    ];

    private static readonly double Sum = Weights.Sum(entry => entry.Weight);

    public static Behavior Draw(SeededRandom random)
    {
        var left = random.NextDouble() * Sum;
        foreach (var (behavior, weight) in Weights)
        {
            if ((left -= weight) < 0)
                return behavior;
        }

        return Behavior.Answer;
    }
}
