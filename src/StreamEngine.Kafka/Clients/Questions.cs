using System.Diagnostics;
using Confluent.Kafka;

namespace StreamEngine.Kafka.Clients;

/// <summary>Questions to a broker that a start or a verb cannot do without: an answer that only says "ask again" - a leader or coordinator is moving - is no answer yet.</summary>
internal static class Questions
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until there is an answer, for as long as a start waits. Blocks.</summary>
    /// <param name="options">How long.</param>
    /// <param name="events">The client's complaints, for the words of a fault.</param>
    /// <param name="topic">What it is about.</param>
    /// <param name="question">Asks once; asking again must do no harm.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="KafkaFault">The broker does not answer in time or refuses.</exception>
    public static T Ask<T>(KafkaOptions options, ClientEvents events, string topic, Func<T> question, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return question();
            }
            catch (KafkaException e) when (MayPass(e.Error.Code) && clock.Elapsed < options.StartTimeout)
            {
                events.ThrowIfFatal();
                stop.WaitHandle.WaitOne(Pause);
                stop.ThrowIfCancellationRequested();
            }
            catch (KafkaException e)
            {
                throw MayPass(e.Error.Code) || e.Error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown
                    ? Faults.Unreachable(options, events.Unreachable ?? e.Error.Reason, e)
                    : Faults.Of(e.Error, options, topic, e);
            }
        }
    }

    // A time-out has had its time already, and a broker that is away is one too.
    private static bool MayPass(ErrorCode code) => code is
        ErrorCode.NotLeaderForPartition or ErrorCode.LeaderNotAvailable or ErrorCode.UnknownLeaderEpoch or ErrorCode.FencedLeaderEpoch or ErrorCode.OffsetNotAvailable
        or ErrorCode.GroupLoadInProgress or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.NotCoordinatorForGroup or ErrorCode.NetworkException
        or ErrorCode.RequestTimedOut or ErrorCode.NotEnoughReplicas or ErrorCode.Local_Transport;
}
