namespace TokenAwareBalancer.Soak.Clients;

/// <summary>How a client behaves.</summary>
internal enum Habit
{
    ReadAll,

    /// <summary>Takes the answer in small bites.</summary>
    ReadSlowly,

    /// <summary>Stops reading for longer than a backend may be silent, and goes on.</summary>
    PauseReading,

    /// <summary>Sends its body in pieces.</summary>
    SendSlowly,

    /// <summary>Sends two requests at once on one connection.</summary>
    Pipeline,

    /// <summary>Leaves before its request is whole.</summary>
    LeaveSending,

    /// <summary>Leaves within moments of sending.</summary>
    LeaveEarly,

    /// <summary>Leaves within the answer.</summary>
    LeaveReading,

    /// <summary>Sends a body that is no JSON.</summary>
    SendNoJson,

    /// <summary>Announces more than it sends, and says that it is done.</summary>
    SendTooLittle,

    /// <summary>Sends more than is accepted.</summary>
    SendTooMuch,

    /// <summary>Sends what is no HTTP.</summary>
    SpeakNoHttp,
}

/// <summary>Draws habits.</summary>
internal static class Habits
{
    /// <summary>Of a client made of a socket, which can do all.</summary>
    public static Habit DrawRaw(SeededRandom random) => random.NextInteger(0, 99) switch
    {
        < 30 => Habit.ReadAll,
        < 37 => Habit.ReadSlowly,
        < 40 => Habit.PauseReading,
        < 46 => Habit.SendSlowly,
        < 52 => Habit.Pipeline,
        < 58 => Habit.LeaveSending,
        < 72 => Habit.LeaveEarly,
        < 88 => Habit.LeaveReading,
        < 92 => Habit.SendNoJson,
        < 95 => Habit.SendTooLittle,
        < 98 => Habit.SendTooMuch,
        _ => Habit.SpeakNoHttp,
    };

    /// <summary>Of a client that uses a library, which keeps it from most mischief.</summary>
    public static Habit DrawPolite(SeededRandom random) => random.NextInteger(0, 99) switch
    {
        < 60 => Habit.ReadAll,
        < 66 => Habit.ReadSlowly,
        < 68 => Habit.PauseReading,
        < 82 => Habit.LeaveEarly,
        < 96 => Habit.LeaveReading,
        _ => Habit.SendNoJson,
    };
}
