using System.Reflection;

namespace TokenAwareBalancer.Documentation;

/// <summary>Which tests prove each row of the table "What happens when" of the operators' page.</summary>
/// <remarks>
/// The tests are in two assemblies, of which neither sees the other: both compile this file, and each looks for its own.
/// </remarks>
internal static class FaultRows
{
    /// <summary>Where a test is that needs processes.</summary>
    private const string Processes = "EndToEnd";

    /// <summary>The first cell of each row, and the tests: <c>Class.Method</c>, after a slash where needed.</summary>
    public static IReadOnlyDictionary<string, string[]> Tests { get; } = new Dictionary<string, string[]>
    {
        ["a client goes away"] =
        [
            "ClientAbortTests.ClientLeaves_AtAnyMoment_BackendSeesItWithinATenthOfASecond",
            "HeldClientAbortTests.HeldClient_Leaves_IsNeverSentAndLeavesTheLine",
        ],
        ["a backend closes an idle connection, and a request was just sent on it"] =
        [
            "AnotherTryTests.Request_LostOnceWithoutAByte_IsSentAgainToTheSameBackendOnAFreshConnection",
            "ClosingBackendTests.Requests_BackendClosesAfterEveryAnswer_AreAllAnswered",
        ],
        ["a backend's certificate is wrong"] =
        [
            "BackendTlsTests.Certificate_Wrong_SendsRequestsToTheBackendWhoseIsRight",
            "BackendTlsTests.Certificate_OfAnUnknownAuthority_IsRefusedWithTheReason",
        ],
        ["DNS fails, or knows nothing of a name that stands for several backends"] =
        [
            "NamedBackendTests.Lookup_ThatFailsOrSaysNothing_ChangesNothingAndIsToldOnce",
            "NamedBackendTests.Name_ThatNobodyKnowsAtTheStart_IsNotReadyAndServesAsSoonAsItIsKnown",
        ],
        ["a backend refuses connections, or none can be made within `timeouts.connect`"] =
        [
            "AnotherTryTests.Request_FirstBackendRefusesConnections_IsAnsweredByTheOtherWithItsBodyIntact",
            "AnotherTryTests.Request_EveryBackendRefuses_Is502AfterAllOfThem",
            "TimeoutTests.Connect_BackendDoesNotAnswerTheConnection_AnotherBackendDoes",
        ],
        ["a backend loses connections before any answer, even a fresh one"] =
        [
            "AnotherTryTests.Request_LostByBothSendsToOneBackend_GoesToTheOther",
            "AnotherTryTests.Request_ThatKillsEveryBackend_IsSentThreeTimesAtMost",
        ],
        ["a backend answers 5xx (but 501) or 429, and another one is well and has room"] =
        [
            "FailoverTests.Answer_ThatItCannotServe_IsKeptBackAndTheOtherAnswers",
            "FailoverTests.ServerError_OfEveryBackend_IsThatOfTheLastOne",
            "FailoverTests.Busy_OtherHasNoRoom_IsTheClientsWithItsRetryAfter",
            "FailoverTests.ServerError_OtherHasNoRoom_IsTheClientsAtOnce",
        ],
        ["a backend answers 429 or 503 with `Retry-After`"] =
        [
            "FailoverTests.Busy_WithRetryAfter_LeavesTheBackendAloneThatLong",
            "HealthReportingTests.Report_OfABackendThatAsksToBeLeftAlone_SaysUntilWhen",
        ],
        ["a backend answers 4xx, or 501"] = ["FailoverTests.Answer_ThatTheRequestIsWrong_IsTheClients"],
        ["a backend breaks off, or sends what is not HTTP, before any content"] =
        [
            "FailoverTests.Stream_CutBeforeContent_IsAnsweredByTheOther",
            "FailoverTests.Answer_ThatIsNotHttp_IsAnsweredByTheOther",
        ],
        ["a backend takes connections and never answers, or sends headers and then nothing"] =
        [
            "FailoverTests.Stream_RoleThenSilence_IsAnsweredByTheOtherWithoutATraceOfTheFirst",
            "TimeoutTests.FirstToken_AnswerIsNotStreamed_IsNotWaitedFor",
            "EndToEnd/SilentBackendTests.Backend_AcceptsAndNeverAnswers_CostsNoRequest",
            "EndToEnd/SilentBackendTests.Backend_SendsHeadersAndThenNothing_CostsNoRequest",
        ],
        ["a backend breaks off within a stream, or is silent for `timeouts.betweenTokens`"] =
        [
            "FailoverTests.Stream_CutAfterContent_IsNeverAnsweredByAnother",
            "FailoverTests.Stream_SilentAfterContent_EndsWithAnError",
            "EndToEnd/SilentBackendTests.Backend_FallsSilentWithinStreams_EndsThemByAnError",
        ],
        ["a connection is reset in the middle of an event"] =
            ["EndToEnd/TornStreamTests.Backend_ResetsInTheMiddleOfAnEvent_IsToldInTheStreamAndNeverSpliced"],
        ["a backend breaks off within an answer that is not streamed"] =
            ["CutAnswerTests.Answer_NotStreamedCut_BreaksTheClientsConnection"],
        ["a backend's process dies (`kill -9`, out of memory)"] =
            ["EndToEnd/KilledBackendTests.Backend_KilledUnderTwoHundredStreams_FailsOnlyThoseThatHadContentOfIt"],
        ["the network swallows packets to a backend"] =
        [
            "EndToEnd/DroppedPacketsTests."
            + "Packets_DroppedWithinStreamsAndThenAtConnect_EndTheFormerByAnErrorAndCostTheLatterNothing",
            "EndToEnd/DroppedPacketsTests.Packets_DroppedBeforeAnyConnection_CostNoRequest",
        ],
        ["a backend has failed"] =
        [
            "AnotherTryTests.Requests_SomeBackendsRefuse_AreAllAnsweredAndSoonPassThemOver",
            "HealthReportingTests.Report_AfterFailures_SaysStateReasonTimesAndEveryStep",
        ],
        ["a backend is started again"] =
        [
            "HealthProberTests.Backend_DiesAndComesBackUnasked_IsEjectedAndRecovers",
            "HealthProberTests.Backend_SaysThatItLoads_IsStartingUntilItServes",
            "HealthReportingTests.Report_OfARecoveringBackend_ShowsItsRisingShare",
        ],
        ["all backends are down"] =
            ["EndToEnd/WholeFleetTests.AllBackends_DieAndComeBack_EveryRequestIsToldAndTheFirstAfterwardsAreAnswered"],
        ["many requests fail at once"] = ["FailoverTests.Budget_IsSpent_ErrorsPassInsteadOfMultiplyingTheLoad"],
        ["no backend has [room](#room)"] =
        [
            "KvGuardTests.Requests_BeyondTheCache_AreHeldWhileTheGuardIsOn",
            "ConcurrencyLimitTests.HeldRequests_AsPlacesBecomeFree_AreSentInTheOrderInWhichTheyCame",
            "ConcurrencyLimitTests.Request_HeldForItsTime_Is429",
        ],
        ["a request takes longer than `timeouts.total`"] =
        [
            "TimeoutTests.Total_PassesBeforeAnAnswer_Is504AndTheBackendIsTold",
            "TimeoutTests.Total_PassesWithinAStream_IsToldInTheStream",
        ],
        ["an operator drains or disables a backend"] =
        [
            "BackendActionTests.Backend_TakenOutAndGivenBack_GetsNothingInBetween",
            "BackendActionTests.Draining_LastStreamEnds_IsDrainedThenAndNotBefore",
            "BackendActionTests.HeldRequest_ItsLastBackendIsTakenOut_Is503AtOnce",
        ],
        ["the balancer gets SIGTERM or SIGINT"] =
        [
            "EndToEnd/TerminationTests.Balancer_TerminatedUnderTwoHundredStreams_CutsNone",
            "EndToEnd/TerminationTests."
            + "Balancer_TerminatedWithLongStreams_EndsThemByAnErrorWhenTheirTimeIsOverAndNotBefore",
        ],
    };

    /// <summary>The first cells of the table as it is written.</summary>
    public static IEnumerable<string> Written()
    {
        var page = RepositoryFiles.Read("docs/operations.md");
        var start = page.IndexOf("| event | what follows |", StringComparison.Ordinal);
        return page[start..].Split('\n').Skip(2)
            .TakeWhile(static line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(static line => line.Split(" | ")[0][2..]);
    }

    /// <summary>The tests that should be in an assembly and are not.</summary>
    /// <param name="assembly">The one that runs.</param>
    /// <param name="hasProcesses">Whether it is the one with processes.</param>
    public static IEnumerable<string> MissingFrom(Assembly assembly, bool hasProcesses) => Tests.Values
        .SelectMany(static names => names)
        .Select(static name => name.Split('/'))
        .Where(name => hasProcesses == (name[0] == Processes))
        .Select(static name => name[^1])
        .Except(TestsOf(assembly));

    private static IEnumerable<string> TestsOf(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods()
        where method.GetCustomAttributes().Any(static attribute => attribute is FactAttribute)
        select $"{type.Name}.{method.Name}";
}
